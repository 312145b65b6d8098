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
        _weights = SpectralNorm.Fold(weights);
        _plain = new WeightParameters(_weights);
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
        UpsamplingLayout found = _weights.Contains("up_4.conv_0.weight") ? UpsamplingLayout.Most : UpsamplingLayout.More;
        UpsamplingLayout layout = options.Layout ?? found;
        if ((layout == UpsamplingLayout.Most) != (found == UpsamplingLayout.Most))
            throw new WeightFormatException(_weights.FilePath, $"layout {layout} is asked for, but the file {(found == UpsamplingLayout.Most ? "has" : "lacks")} up_4.");
        WeightShape first = Filters("fc.weight");
        int inputs = (int)first[1];
        if (inputs < (options.InstanceEdges ? 2 : 1))
            throw new WeightFormatException(_weights.FilePath, $"tensor 'fc.weight' is expected to read at least one label and the edges, but has shape {first}.");

        var blocks = new List<SpadeBlock>();
        int width = (int)first[0];
        foreach (string name in SpadeArchitecture.BlockNames(layout))
        {
            blocks.Add(ReadBlock(name, width));
            width = blocks[^1].Out;
        }

        return new SpadeArchitecture(layout, inputs, options.InstanceEdges, blocks);
    }

    private SpadeBlock ReadBlock(string name, int width)
    {
        string fused = $"{name}.mlp_shared.0.weight";
        long hidden = _weights.Contains(fused)
            ? Filters(fused)[0] / NormCount(name)
            : Filters($"{name}.norm_0.mlp_shared.0.weight")[0];
        int middle = (int)Filters($"{name}.conv_0.weight")[0];
        int result = (int)Filters($"{name}.conv_1.weight")[0];
        return new SpadeBlock(name, width, middle, result, (int)hidden, HasShortcut(name));
    }

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
