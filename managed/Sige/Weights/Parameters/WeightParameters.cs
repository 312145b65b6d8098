using System.Globalization;

namespace Sige.Weights;

/// <summary>Takes a network's constants from a weight file, which must stay open until the network is lowered.</summary>
/// <remarks>
/// A constant with NaN or an infinity in it, as a training that diverged leaves behind, is refused with a
/// <see cref="WeightFormatException"/> when it is read: whatever it reaches would be NaN, and the picture black.
/// </remarks>
/// <param name="weights">The file's tensors.</param>
public sealed class WeightParameters(WeightCollection weights) : ParameterSource
{
    /// <inheritdoc/>
    public override Parameter Get(string name, WeightShape shape)
    {
        weights.Expect(name, shape);
        return new Parameter(name, shape, () => Read(name));
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

        return new Parameter(name, shape, () => Read(name)).Slice(0, length);
    }

    private float[] Read(string name)
    {
        float[] values = weights.ReadFloat32(name);
        return ElementConversion.IndexOfNonFinite(values) is >= 0 and int fault
            ? throw new WeightFormatException(
                weights.FilePath, $"tensor '{name}' has the value {values[fault].ToString(CultureInfo.InvariantCulture)} at element {fault}; a network's weights are expected to be finite.")
            : values;
    }
}
