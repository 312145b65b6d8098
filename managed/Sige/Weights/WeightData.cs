using System.Runtime.InteropServices;

namespace Sige.Weights;

/// <summary>Writes one tensor, row-major and little-endian, into memory of exactly its size.</summary>
/// <param name="destination">Memory of <see cref="WeightInfo.ByteSize"/> bytes, all zero.</param>
public delegate void WeightProducer(Span<byte> destination);

/// <summary>A tensor that a program gives, to be written to a file or used as if it came from one.</summary>
/// <param name="Info">Name, type and shape.</param>
/// <param name="Produce">Gives the elements; called each time they are needed.</param>
public sealed record WeightData(WeightInfo Info, WeightProducer Produce)
{
    /// <summary>A float32 tensor from memory.</summary>
    /// <param name="name">The tensor's name.</param>
    /// <param name="shape">The tensor's shape.</param>
    /// <param name="values">All elements, row-major; not copied.</param>
    /// <exception cref="ArgumentException">The count of <paramref name="values"/> is not that of the shape.</exception>
    public static WeightData FromFloat32(string name, WeightShape shape, ReadOnlyMemory<float> values)
    {
        if (shape.ElementCount != values.Length)
            throw new ArgumentException($"Shape {shape} has {shape.ElementCount} elements, but {values.Length} are given.", nameof(values));
        return new WeightData(
            new WeightInfo(name, WeightDataType.Float32, shape),
            destination => MemoryMarshal.AsBytes(values.Span).CopyTo(destination));
    }
}
