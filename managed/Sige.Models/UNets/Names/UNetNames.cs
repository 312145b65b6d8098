using Sige.Graphs;
using Sige.Weights;

namespace Sige.Models;

/// <summary>
/// Reads the weights of a diffusion U-Net by their plain names, whether a PyTorch file has them so or fused: <c>q</c>, <c>k</c>,
/// <c>v</c> joined as <c>qkv</c>, and the time projections of all blocks joined as <c>temb.dense.2</c> in the order of the blocks.
/// </summary>
internal sealed class UNetNames : ParameterSource
{
    private const string JoinedProjections = "temb.dense.2";
    private const string Projection = "temb_proj";

    private static readonly string[] AttentionParts = ["q", "k", "v"];

    private readonly WeightCollection _weights;
    private readonly UNetParameters _plain;
    private readonly Dictionary<string, int> _projectionStarts = new(StringComparer.Ordinal);
    private readonly int _projectionCount;

    public UNetNames(WeightCollection weights, UNetConfiguration configuration)
    {
        _weights = weights;
        _plain = new UNetParameters(weights);
        foreach ((string block, int channels) in Blocks(configuration))
        {
            _projectionStarts[block] = _projectionCount;
            _projectionCount += channels;
        }
    }

    public override Parameter Get(string name, WeightShape shape) =>
        _weights.Contains(name) ? _plain.Get(name, shape) : FindJoined(name, shape) ?? _plain.Get(name, shape);

    /// <summary>The residual blocks in the order in which they run, with the channels that they give.</summary>
    private static IEnumerable<(string Name, int Channels)> Blocks(UNetConfiguration configuration)
    {
        int[] widths = [.. configuration.ChannelMultipliers.Select(multiplier => multiplier * configuration.Channels)];
        for (int level = 0; level < widths.Length; level++)
        {
            for (int block = 0; block < configuration.BlocksPerLevel; block++)
                yield return ($"down.{level}.block.{block}", widths[level]);
        }

        yield return ("mid.block_1", widths[^1]);
        yield return ("mid.block_2", widths[^1]);
        for (int level = widths.Length - 1; level >= 0; level--)
        {
            for (int block = 0; block <= configuration.BlocksPerLevel; block++)
                yield return ($"up.{level}.block.{block}", widths[level]);
        }
    }

    private Parameter? FindJoined(string name, WeightShape shape)
    {
        string[] parts = name.Split('.');
        if (parts is not [.. var owners, var part, var kind])
            return null;
        string owner = string.Join('.', owners);
        if (Array.IndexOf(AttentionParts, part) is >= 0 and var index)
            return Slice($"{owner}.qkv.{kind}", shape, index * shape[0], AttentionParts.Length * shape[0]);
        return part == Projection && _projectionStarts.TryGetValue(owner, out int start)
            ? Slice($"{JoinedProjections}.{kind}", shape, start, _projectionCount)
            : null;
    }

    private Parameter? Slice(string name, WeightShape part, long start, long rows)
    {
        if (!_weights.Contains(name))
            return null;
        long[] extents = [rows, .. part.AsSpan()[1..]];
        return _plain.Get(name, new WeightShape(extents)).Slice(start, part[0]);
    }
}
