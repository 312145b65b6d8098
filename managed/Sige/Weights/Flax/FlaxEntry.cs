namespace Sige.Weights.Flax;

/// <summary>Part of an array's elements as they lie in the file, row-major and little-endian.</summary>
/// <param name="Offset">The first byte in the file.</param>
/// <param name="Bytes">How many bytes.</param>
internal readonly record struct FlaxChunk(long Offset, long Bytes);

/// <summary>A tensor of a Flax checkpoint, whose elements stay in the mapped file until asked for.</summary>
internal sealed class FlaxEntry(WeightInfo info, IReadOnlyList<FlaxChunk> chunks, MappedFile file) : WeightEntry(info)
{
    /// <inheritdoc/>
    public override void CopyTo(Span<byte> destination)
    {
        foreach (FlaxChunk chunk in chunks)
        {
            file.Read(chunk.Offset, destination[..(int)chunk.Bytes]);
            destination = destination[(int)chunk.Bytes..];
        }
    }
}
