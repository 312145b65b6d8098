using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Sige.Devices;
using Sige.Tensors;

namespace Sige.Sessions;

/// <summary>The part of <see cref="InputState"/> that depends on the element type.</summary>
internal abstract class InputState<T>(TensorMemory memory) : InputState(memory)
    where T : unmanaged
{
    // On the pinned heap: the device copies from them.
    private Memory<T> _committed;
    private Memory<T> _current;

    public override bool IsCommitted(in SessionInput given) =>
        MemoryMarshal.AsBytes(Elements(given).Span).SequenceEqual(MemoryMarshal.AsBytes(_committed.Span));

    public override bool Compare(in SessionInput given, float epsilon, byte[] mask)
    {
        ReadOnlySpan<T> values = Elements(given).Span;
        TensorShape shape = Planned.Shape;
        int width = shape.W * shape.C;
        bool dirty = false;
        for (int row = 0; row < shape.N * shape.H; row++)
        {
            ReadOnlySpan<T> theirs = values.Slice(row * width, width);
            ReadOnlySpan<T> ours = _committed.Span.Slice(row * width, width);
            if (!MemoryMarshal.AsBytes(theirs).SequenceEqual(MemoryMarshal.AsBytes(ours)))
                dirty |= CompareRow(theirs, ours, epsilon, mask.AsSpan(row % shape.H * shape.W, shape.W));
        }

        return dirty;
    }

    public override void Apply(Upload upload, in SessionInput given, ChangedPixels changed)
    {
        ReadOnlySpan<T> values = Elements(given).Span;
        Span<T> current = _current.Span;
        TensorShape shape = Planned.Shape;
        for (int row = 0; row < shape.N * shape.H; row++)
        {
            (int first, int end) = changed.Row(row % shape.H);
            for (int x = first; x < end; x++)
            {
                int at = (row * shape.W + x) * shape.C;
                if (changed.Mask[row % shape.H * shape.W + x] != 0)
                    values.Slice(at, shape.C).CopyTo(current[at..]);
            }
        }

        WriteRows(upload, _current, changed);
    }

    public override void Undo(Upload upload, ChangedPixels changed)
    {
        CopyRows(_committed.Span, _current.Span, changed);
        WriteRows(upload, _committed, changed);
    }

    public override void Commit(ChangedPixels changed) => CopyRows(_current.Span, _committed.Span, changed);

    public override void Record(Upload upload, in SessionInput given)
    {
        if (_committed.IsEmpty)
            (_committed, _current) = (Allocate(), Allocate());
        Elements(given).CopyTo(_committed);
        Elements(given).CopyTo(_current);
        upload.Add<T>(_current, Memory.Buffer, 0);
    }

    public override void Write(Upload upload, in SessionInput given, ReadOnlySpan<(int First, int End)> rows)
    {
        if (_current.IsEmpty)
            _current = Allocate();
        ReadOnlyMemory<T> values = Elements(given);
        if (rows.IsEmpty)
            Add(upload, values, 0);
        TensorShape shape = Planned.Shape;
        for (int row = 0; rows.Length > 0 && row < shape.N * shape.H; row++)
        {
            (int first, int end) = rows[row % shape.H];
            int start = (row * shape.W + first) * shape.C;
            if (end > first)
                Add(upload, values.Slice(start, (end - first) * shape.C), start);
        }
    }

    protected abstract ReadOnlyMemory<T> Elements(in SessionInput given);

    /// <summary>Whether two elements differ by more than epsilon; NaN does.</summary>
    protected abstract bool Differs(T left, T right, float epsilon);

    private Memory<T> Allocate()
    {
        T[] elements = GC.AllocateArray<T>(checked((int)Planned.Shape.ElementCount), pinned: true);
        return MemoryMarshal.CreateFromPinnedArray(elements, 0, elements.Length);
    }

    /// <summary>Sends a caller's elements by way of memory that stays where it is.</summary>
    private void Add(Upload upload, ReadOnlyMemory<T> values, int start)
    {
        Memory<T> sent = _current.Slice(start, values.Length);
        values.CopyTo(sent);
        upload.Add<T>(sent, Memory.Buffer, (long)start * Unsafe.SizeOf<T>());
    }

    private bool CompareRow(ReadOnlySpan<T> theirs, ReadOnlySpan<T> ours, float epsilon, Span<byte> mask)
    {
        bool dirty = false;
        for (int i = 0; i < theirs.Length; i++)
        {
            if (Differs(theirs[i], ours[i], epsilon))
            {
                mask[i / Planned.Shape.C] = 1;
                dirty = true;
            }
        }

        return dirty;
    }

    private void WriteRows(Upload upload, Memory<T> source, ChangedPixels changed)
    {
        TensorShape shape = Planned.Shape;
        for (int image = 0; image < shape.N; image++)
        {
            for (int y = changed.FirstRow; y < changed.EndRow; y++)
            {
                (int start, int length) = Range(image, y, changed);
                if (length > 0)
                    upload.Add<T>(source.Slice(start, length), Memory.Buffer, (long)start * Unsafe.SizeOf<T>());
            }
        }
    }

    private void CopyRows(ReadOnlySpan<T> source, Span<T> destination, ChangedPixels changed)
    {
        for (int image = 0; image < Planned.Shape.N; image++)
        {
            for (int y = changed.FirstRow; y < changed.EndRow; y++)
            {
                (int start, int length) = Range(image, y, changed);
                source.Slice(start, length).CopyTo(destination[start..]);
            }
        }
    }

    private (int Start, int Length) Range(int image, int y, ChangedPixels changed)
    {
        TensorShape shape = Planned.Shape;
        (int first, int end) = changed.Row(y);
        return (((image * shape.H + y) * shape.W + first) * shape.C, (end - first) * shape.C);
    }
}
