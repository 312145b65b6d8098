using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Sige.Devices;
using Sige.Tensors;

namespace Sige.Sessions;

/// <summary>The part of <see cref="InputState"/> that depends on the element type.</summary>
internal abstract class InputState<T>(TensorMemory memory) : InputState(memory)
    where T : unmanaged
{
    private T[] _committed = [];
    private T[] _current = [];

    public override bool IsCommitted(in SessionInput given) =>
        MemoryMarshal.AsBytes(Values(given)).SequenceEqual(MemoryMarshal.AsBytes<T>(_committed));

    public override void Compare(in SessionInput given, float epsilon, byte[] mask)
    {
        ReadOnlySpan<T> values = Values(given);
        TensorShape shape = Plan.Shape;
        int width = shape.W * shape.C;
        bool dirty = false;
        for (int row = 0; row < shape.N * shape.H; row++)
        {
            ReadOnlySpan<T> theirs = values.Slice(row * width, width);
            ReadOnlySpan<T> ours = _committed.AsSpan(row * width, width);
            if (!MemoryMarshal.AsBytes(theirs).SequenceEqual(MemoryMarshal.AsBytes(ours)))
                dirty |= CompareRow(theirs, ours, epsilon, mask.AsSpan(row % shape.H * shape.W, shape.W));
        }

        IsDirty = dirty;
    }

    public override void Apply(Queue queue, in SessionInput given, ChangedPixels changed)
    {
        ReadOnlySpan<T> values = Values(given);
        TensorShape shape = Plan.Shape;
        for (int row = 0; row < shape.N * shape.H; row++)
        {
            (int first, int end) = changed.Row(row % shape.H);
            for (int x = first; x < end; x++)
            {
                int at = (row * shape.W + x) * shape.C;
                if (changed.Mask[row % shape.H * shape.W + x] != 0)
                    values.Slice(at, shape.C).CopyTo(_current.AsSpan(at));
            }
        }

        WriteRows(queue, _current, changed);
    }

    public override void Undo(Queue queue, ChangedPixels changed)
    {
        CopyRows(_committed, _current, changed);
        WriteRows(queue, _committed, changed);
    }

    public override void Commit(ChangedPixels changed) => CopyRows(_current, _committed, changed);

    public override void Record(Queue queue, in SessionInput given)
    {
        if (_committed.Length == 0)
            (_committed, _current) = (new T[Plan.Shape.ElementCount], new T[Plan.Shape.ElementCount]);
        Values(given).CopyTo(_committed);
        Values(given).CopyTo(_current);
        Memory.Buffer.Write<T>(queue, _current);
    }

    public override void Write(Queue queue, in SessionInput given, ReadOnlySpan<(int First, int End)> rows)
    {
        ReadOnlySpan<T> values = Values(given);
        TensorShape shape = Plan.Shape;
        if (rows.IsEmpty)
            Memory.Buffer.Write(queue, values);
        for (int row = 0; rows.Length > 0 && row < shape.N * shape.H; row++)
        {
            (int first, int end) = rows[row % shape.H];
            int start = (row * shape.W + first) * shape.C;
            if (end > first)
                Memory.Buffer.Write(queue, values.Slice(start, (end - first) * shape.C), (long)start * Unsafe.SizeOf<T>());
        }
    }

    protected abstract ReadOnlySpan<T> Values(in SessionInput given);

    /// <summary>Whether two elements differ by more than epsilon; NaN does.</summary>
    protected abstract bool Differs(T left, T right, float epsilon);

    private bool CompareRow(ReadOnlySpan<T> theirs, ReadOnlySpan<T> ours, float epsilon, Span<byte> mask)
    {
        bool dirty = false;
        for (int i = 0; i < theirs.Length; i++)
        {
            if (Differs(theirs[i], ours[i], epsilon))
            {
                mask[i / Plan.Shape.C] = 1;
                dirty = true;
            }
        }

        return dirty;
    }

    private void WriteRows(Queue queue, T[] source, ChangedPixels changed)
    {
        TensorShape shape = Plan.Shape;
        for (int image = 0; image < shape.N; image++)
        {
            for (int y = changed.FirstRow; y < changed.EndRow; y++)
            {
                (int start, int length) = Range(image, y, changed);
                if (length > 0)
                    Memory.Buffer.Write<T>(queue, source.AsSpan(start, length), (long)start * Unsafe.SizeOf<T>());
            }
        }
    }

    private void CopyRows(T[] source, T[] destination, ChangedPixels changed)
    {
        for (int image = 0; image < Plan.Shape.N; image++)
        {
            for (int y = changed.FirstRow; y < changed.EndRow; y++)
            {
                (int start, int length) = Range(image, y, changed);
                source.AsSpan(start, length).CopyTo(destination.AsSpan(start));
            }
        }
    }

    private (int Start, int Length) Range(int image, int y, ChangedPixels changed)
    {
        TensorShape shape = Plan.Shape;
        (int first, int end) = changed.Row(y);
        return (((image * shape.H + y) * shape.W + first) * shape.C, (end - first) * shape.C);
    }
}
