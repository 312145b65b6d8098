using System.Buffers;
using System.Runtime.InteropServices;

namespace Sige.Weights;

/// <summary>One tensor of a collection: what it is and how to get its bytes.</summary>
internal abstract class WeightEntry(WeightInfo info)
{
    public WeightInfo Info { get; } = info;

    /// <summary>Writes the tensor row-major and little-endian; <paramref name="destination"/> has exactly its size.</summary>
    public abstract void CopyTo(Span<byte> destination);

    /// <summary>Gives the same tensor another name.</summary>
    public virtual WeightEntry Rename(string name) => new RenamedEntry(this, name);

    /// <summary>Writes the tensor converted to float32; <paramref name="destination"/> has exactly its element count.</summary>
    public void CopyTo(Span<float> destination)
    {
        if (Info.DataType == WeightDataType.Float32)
        {
            CopyTo(MemoryMarshal.AsBytes(destination));
            return;
        }

        int size = checked((int)Info.ByteSize);
        byte[] buffer = ArrayPool<byte>.Shared.Rent(size);
        try
        {
            Span<byte> bytes = buffer.AsSpan(0, size);
            CopyTo(bytes);
            ElementConversion.ToFloat32(Info.DataType, bytes, destination);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private sealed class RenamedEntry(WeightEntry inner, string name) : WeightEntry(inner.Info with { Name = name })
    {
        public override void CopyTo(Span<byte> destination) => inner.CopyTo(destination);

        public override WeightEntry Rename(string name) => inner.Rename(name);
    }
}
