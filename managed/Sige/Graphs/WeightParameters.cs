using Sige.Weights;

namespace Sige.Graphs;

/// <summary>Takes a network's constants from a weight file, which must stay open until the network is lowered.</summary>
/// <param name="weights">The file's tensors.</param>
public sealed class WeightParameters(WeightCollection weights) : ParameterSource
{
    /// <inheritdoc/>
    public override Parameter Get(string name, WeightShape shape)
    {
        weights.Expect(name, shape);
        return new Parameter(name, shape, () => weights.ReadFloat32(name));
    }

    /// <inheritdoc/>
    public override Parameter GetPrefix(string name, int length)
    {
        WeightShape shape = weights.GetInfo(name).Shape;
        if (shape.Rank != 1 || shape[0] < length)
        {
            throw new WeightFormatException(
                weights.FilePath, $"tensor '{name}' is expected to have at least {length} elements in one extent, but has shape {shape}.");
        }

        return new Parameter(name, shape, () => weights.ReadFloat32(name)).Slice(0, length);
    }
}
