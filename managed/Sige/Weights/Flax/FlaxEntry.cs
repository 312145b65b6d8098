using System.Buffers;

namespace Sige.Weights.Flax;

/// <summary>Part of an array's elements as they lie in the file, row-major and little-endian.</summary>
/// <param name="Offset">The first byte in the file.</param>
/// <param name="Bytes">How many bytes.</param>
internal readonly record struct FlaxChunk(long Offset, long Bytes);

/// <summary>A tensor of a Flax checkpoint, whose elements stay in the mapped file until asked for.</summary>
internal sealed class FlaxEntry(string name, FlaxType type, WeightShape shape, IReadOnlyList<FlaxChunk> chunks, MappedFile file)
    : WeightEntry(new WeightInfo(name, type.DataType, shape))
{
    private readonly int _elementSize = type.DataType.ElementSize();

    /// <inheritdoc/>
    public override void CopyTo(Span<byte> destination)
    {
        foreach (FlaxChunk chunk in chunks)
        {
            int written = checked((int)(chunk.Bytes / type.StoredSize * _elementSize));
            if (type.StoredSize == _elementSize)
                file.Read(chunk.Offset, destination[..written]);
            else
                Widen(chunk, destination[..written]);
            destination = destination[written..];
        }
    }

    private void Widen(FlaxChunk chunk, Span<byte> destination)
    {
        byte[] buffer = ArrayPool<byte>.Shared.Rent((int)chunk.Bytes);
        try
        {
            Span<byte> source = buffer.AsSpan(0, (int)chunk.Bytes);
            file.Read(chunk.Offset, source);
            destination.Clear();
            for (int read = 0, written = 0; read < source.Length; read += type.StoredSize, written += _elementSize)
                source.Slice(read, type.StoredSize).CopyTo(destination[written..]);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
