using System.Buffers;

namespace Sige.Weights.Torch;

/// <summary>A tensor of a PyTorch checkpoint; strided ones are put into row-major order when read.</summary>
internal sealed class TorchEntry(string name, MappedFile file, TorchTensor tensor)
    : WeightEntry(new WeightInfo(name, tensor.Type.DataType, tensor.Shape))
{
    private readonly int _elementSize = tensor.Type.Bits / 8;

    /// <inheritdoc/>
    public override void CopyTo(Span<byte> destination)
    {
        if (destination.IsEmpty)
            return;
        long start = tensor.Storage.Blob.FileOffset + tensor.Storage.FirstByte + (tensor.Offset * _elementSize);
        if (tensor.IsContiguous)
            file.Read(start, destination);
        else
            CopyStrided(start, destination);
    }

    private void CopyStrided(long start, Span<byte> destination)
    {
        long size = tensor.Span * _elementSize;
        if (size > Array.MaxLength)
            throw file.Fault($"the strided tensor {WeightFormatException.Quote(Info.Name)} spreads over {size} bytes, more than one array holds.");
        byte[] buffer = ArrayPool<byte>.Shared.Rent((int)size);
        try
        {
            Span<byte> source = buffer.AsSpan(0, (int)size);
            file.Read(start, source);
            Gather(source, destination);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private void Gather(ReadOnlySpan<byte> source, Span<byte> destination)
    {
        Span<long> index = stackalloc long[tensor.Shape.Rank];
        index.Clear();
        long element = 0;
        for (int written = 0; written < destination.Length; written += _elementSize)
        {
            source.Slice((int)(element * _elementSize), _elementSize).CopyTo(destination[written..]);
            element += Step(index);
        }
    }

    /// <summary>Moves the index to the next element in row-major order and returns the distance in the storage.</summary>
    private long Step(Span<long> index)
    {
        long distance = 0;
        for (int axis = index.Length - 1; axis >= 0; axis--)
        {
            if (++index[axis] < tensor.Shape[axis])
                return distance + tensor.Strides[axis];
            distance -= (tensor.Shape[axis] - 1) * tensor.Strides[axis];
            index[axis] = 0;
        }

        return distance;
    }
}
