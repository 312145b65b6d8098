using Sige.Graphs;
using Sige.Weights;

namespace Sige.Models;

/// <summary>
/// Reads the weights of a SPADE generator by their plain names, whether the file has them so, with spectral norm, or
/// fused: <c>mlp_shared</c> joined over norm_0, norm_1, norm_s of a block, gamma joined with beta (gamma first).
/// </summary>
internal sealed class SpadeWeightNames : ParameterSource
{
    private static readonly string[] Norms = ["norm_0", "norm_1", "norm_s"];

    private readonly WeightCollection _weights;
    private readonly WeightParameters _plain;

    public SpadeWeightNames(WeightCollection weights)
    {
        _weights = weights;
        _plain = new WeightParameters(weights);
    }

    public override Parameter Get(string name, WeightShape shape)
    {
        if (_weights.Contains(name))
            return _plain.Get(name, shape);
        string[] parts = name.Split('.');
        if (parts is [var block, var norm, "mlp_shared", "0", var kind] && _weights.Contains($"{block}.mlp_shared.0.{kind}"))
            return Joined($"{block}.mlp_shared.0.{kind}", shape, NormCount(block), Array.IndexOf(Norms, norm));
        if (parts is [var owner, var place, "mlp_gamma" or "mlp_beta", var part])
        {
            string joined = $"{owner}.{place}.mlp_gamma_beta.{part}";
            if (_weights.Contains(joined))
                return Joined(joined, shape, 2, parts[2] == "mlp_gamma" ? 0 : 1);
        }

        return _plain.Get(name, shape);
    }

    public override Parameter GetPrefix(string name, int length) => _plain.GetPrefix(name, length);

    /// <summary>The widths of the network, as the file has them.</summary>
    /// <exception cref="WeightFormatException">A tensor that says a width is missing or no filter.</exception>
    public SpadeArchitecture ReadArchitecture(SpadeGeneratorOptions options)
    {
        SpadeFile.Check(_weights);
        WeightShape first = Filters("fc.weight");
        var reading = SpadeReading.Of(_weights.FilePath, (int)first[1], _weights.Contains("up_4.conv_0.weight"), options);
        var blocks = new List<SpadeBlock>();
        int width = (int)first[0];
        foreach (string name in SpadeArchitecture.BlockNames(reading.Layout))
        {
            blocks.Add(ReadBlock(name, width));
            width = blocks[^1].Out;
        }

        return new SpadeArchitecture(reading, ReadModulation(), blocks);
    }

    /// <summary>Instance normalisation has nothing to store; a file that lacks the statistics of some layers only is damaged.</summary>
    private SpadeModulation ReadModulation()
    {
        string name = SharedFilters("head_0");
        long kernel = Filters(name)[2];
        if (kernel is not (1 or 3))
        {
            throw new WeightFormatException(
                _weights.FilePath, $"this SPADE generator modulates by {kernel}x{kernel} filters (tensor '{name}' has shape {Filters(name)}); 1x1 and 3x3 ones are supported.");
        }

        return new SpadeModulation(!_weights.Entries.Any(info => info.Name.Contains(".param_free_norm.", StringComparison.Ordinal)), (int)kernel);
    }

    private SpadeBlock ReadBlock(string name, int width)
    {
        string shared = SharedFilters(name);
        long hidden = Filters(shared)[0] / (shared == FusedFilters(name) ? NormCount(name) : 1);
        int middle = (int)Filters($"{name}.conv_0.weight")[0];
        int result = (int)Filters($"{name}.conv_1.weight")[0];
        return new SpadeBlock(name, width, middle, result, (int)hidden, HasShortcut(name));
    }

    /// <summary>The filters of a block's first hidden map, alone or joined with those of its other hidden maps.</summary>
    private string SharedFilters(string block) =>
        _weights.Contains(FusedFilters(block)) ? FusedFilters(block) : $"{block}.norm_0.mlp_shared.0.weight";

    private static string FusedFilters(string block) => $"{block}.mlp_shared.0.weight";

    private Parameter Joined(string name, WeightShape part, int parts, int index)
    {
        long[] extents = [part[0] * parts, .. part.AsSpan()[1..]];
        return _plain.Get(name, new WeightShape(extents)).Slice(part[0] * index, part[0]);
    }

    private bool HasShortcut(string block) => _weights.Contains($"{block}.conv_s.weight");

    private int NormCount(string block) => HasShortcut(block) ? 3 : 2;

    private WeightShape Filters(string name)
    {
        WeightShape shape = _weights.GetInfo(name).Shape;
        const long Widest = 1 << 20;
        if (shape.Rank != 4 || shape.ElementCount == 0 || shape[0] > Widest || shape[1] > Widest)
            throw new WeightFormatException(_weights.FilePath, $"tensor '{name}' is expected to hold filters [out, in, height, width], but has shape {shape}.");
        return shape;
    }
}
