using System.Globalization;
using System.Runtime.InteropServices;
using Sige.Tensors;

namespace Sige.Weights;

/// <summary>
/// Takes a network's constants from a weight file, which must stay open until the network is lowered. Those of float16 and
/// bfloat16 stay so; all others are read as float32.
/// </summary>
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
        return Describe(name, shape);
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

        return Describe(name, shape).Slice(0, length);
    }

    private Parameter Describe(string name, WeightShape shape) => weights.GetInfo(name).DataType switch
    {
        WeightDataType.Float16 => new Parameter(name, shape, ElementType.Float16, destination => ReadHalves(name, WeightDataType.Float16, destination)),
        WeightDataType.BFloat16 => new Parameter(name, shape, ElementType.BFloat16, destination => ReadHalves(name, WeightDataType.BFloat16, destination)),
        _ => new Parameter(name, shape, ElementType.Float32, destination => ReadFloats(name, MemoryMarshal.Cast<byte, float>(destination))),
    };

    private void ReadFloats(string name, Span<float> destination)
    {
        weights.Read(name, destination);
        if (ElementConversion.IndexOfNonFinite(destination) is >= 0 and int fault)
            throw NotFinite(name, destination[fault], fault);
    }

    private void ReadHalves(string name, WeightDataType type, Span<byte> destination)
    {
        weights.ReadBytes(name, destination);
        if (ElementConversion.IndexOfNonFinite(type, MemoryMarshal.Cast<byte, ushort>(destination)) is not (>= 0 and int fault))
            return;
        Span<float> value = [0];
        ElementConversion.ToFloat32(type, destination.Slice(sizeof(ushort) * fault, sizeof(ushort)), value);
        throw NotFinite(name, value[0], fault);
    }

    private WeightFormatException NotFinite(string name, float value, int at) => new(
        weights.FilePath, $"tensor '{name}' has the value {value.ToString(CultureInfo.InvariantCulture)} at element {at}; a network's weights are expected to be finite.");
}
