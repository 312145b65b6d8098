using System.Buffers;
using System.Runtime.InteropServices;
using Sige.Tensors;

namespace Sige.Weights;

/// <summary>A named constant of a network that is read when it is needed, so that no network is held twice.</summary>
/// <remarks>Convolution weights are <c>[out, in / groups, kernel height, kernel width]</c>, as the files have them.</remarks>
public sealed class Parameter
{
    private readonly ParameterReader _read;

    /// <summary>Describes a constant of float32.</summary>
    /// <param name="name">Its name, for messages.</param>
    /// <param name="shape">Its shape, outermost extent first.</param>
    /// <param name="read">Gives all elements, row-major; called once per read.</param>
    public Parameter(string name, WeightShape shape, Func<float[]> read)
        : this(name, shape, ElementType.Float32, ReaderOf(name, shape, read))
    {
    }

    /// <summary>Describes a constant in the element type that its source has it in.</summary>
    /// <param name="name">Its name, for messages.</param>
    /// <param name="shape">Its shape, outermost extent first.</param>
    /// <param name="elementType">Float32, Float16 or BFloat16.</param>
    /// <param name="read">Writes all elements; called once per read.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="elementType"/> is another type.</exception>
    public Parameter(string name, WeightShape shape, ElementType elementType, ParameterReader read)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentNullException.ThrowIfNull(read);
        if (elementType is not (ElementType.Float32 or ElementType.Float16 or ElementType.BFloat16))
            throw new ArgumentOutOfRangeException(nameof(elementType), elementType, "A constant has elements of type Float32, Float16 or BFloat16.");
        Name = name;
        Shape = shape;
        ElementType = elementType;
        _read = read;
    }

    /// <summary>The name.</summary>
    public string Name { get; }

    /// <summary>The shape, outermost extent first.</summary>
    public WeightShape Shape { get; }

    /// <summary>The type of the elements: Float32, Float16 or BFloat16.</summary>
    public ElementType ElementType { get; }

    /// <summary>What all elements take.</summary>
    public long Bytes => Shape.ElementCount * ElementType.Size();

    /// <summary>Reads all elements as float32, row-major.</summary>
    /// <returns>An array that the caller may keep.</returns>
    /// <exception cref="InvalidOperationException">The source gave another number of elements than the shape has.</exception>
    public float[] Read()
    {
        var values = new float[Shape.ElementCount];
        CopyTo(values);
        return values;
    }

    /// <summary>Reads all elements, row-major; those of 16 bits are widened.</summary>
    /// <param name="destination">As many elements as the shape has.</param>
    /// <exception cref="ArgumentException"><paramref name="destination"/> has another length.</exception>
    /// <exception cref="InvalidOperationException">The source gave another number of elements than the shape has.</exception>
    public void CopyTo(Span<float> destination)
    {
        RequireLength(destination.Length);
        if (ElementType == ElementType.Float32)
        {
            _read(MemoryMarshal.AsBytes(destination));
            return;
        }

        byte[] halves = ArrayPool<byte>.Shared.Rent(checked((int)Bytes));
        try
        {
            Span<byte> bytes = halves.AsSpan(0, (int)Bytes);
            _read(bytes);
            ElementConversion.ToFloat32(ElementType == ElementType.Float16 ? WeightDataType.Float16 : WeightDataType.BFloat16, bytes, destination);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(halves);
        }
    }

    /// <summary>Reads all elements of a float16 constant, row-major.</summary>
    /// <param name="destination">As many elements as the shape has.</param>
    /// <exception cref="InvalidOperationException">The elements are float32, which is not narrowed.</exception>
    /// <exception cref="ArgumentException"><paramref name="destination"/> has another length.</exception>
    public void CopyTo(Span<Half> destination)
    {
        if (ElementType != ElementType.Float16)
            throw new InvalidOperationException($"Parameter '{Name}' has elements of type {ElementType} and cannot be read as {ElementType.Float16}.");
        RequireLength(destination.Length);
        _read(MemoryMarshal.AsBytes(destination));
    }

    /// <summary>Reads all elements as they are, row-major and little-endian.</summary>
    /// <param name="destination">As many bytes as <see cref="Bytes"/> says.</param>
    /// <exception cref="ArgumentException"><paramref name="destination"/> has another length.</exception>
    public void CopyElementsTo(Span<byte> destination)
    {
        if (destination.Length != Bytes)
            throw new ArgumentException($"Parameter '{Name}' of shape {Shape} has {Bytes} bytes, but there is room for {destination.Length}.", nameof(destination));
        _read(destination);
    }

    /// <summary>A part along the outermost extent, such as the gamma half of joined gamma and beta filters.</summary>
    /// <param name="start">The first row taken.</param>
    /// <param name="count">How many rows.</param>
    /// <returns>A parameter that reads this one and keeps the part.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The part leaves the shape.</exception>
    public Parameter Slice(long start, long count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(start);
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(start + count, Shape.Rank == 0 ? 0 : Shape[0]);
        if (start == 0 && count == Shape[0])
            return this;
        long[] extents = [count, .. Shape.AsSpan()[1..]];
        int row = (int)(Bytes / Math.Max(Shape[0], 1));
        return new Parameter(Name, new WeightShape(extents), ElementType, destination =>
        {
            var whole = new byte[Bytes];
            _read(whole);
            whole.AsSpan((int)start * row, (int)count * row).CopyTo(destination);
        });
    }

    /// <summary>The same elements under other extents, such as a matrix as 1x1 filters.</summary>
    /// <param name="shape">The new shape.</param>
    /// <exception cref="ArgumentException">It has another number of elements.</exception>
    public Parameter Reshape(WeightShape shape) => shape.ElementCount == Shape.ElementCount
        ? new Parameter(Name, shape, ElementType, _read)
        : throw new ArgumentException($"Parameter '{Name}' of shape {Shape} cannot have shape {shape}: it has {Shape.ElementCount} elements.", nameof(shape));

    private static ParameterReader ReaderOf(string name, WeightShape shape, Func<float[]> read)
    {
        ArgumentNullException.ThrowIfNull(read);
        return destination =>
        {
            float[] values = read();
            if (values.Length != shape.ElementCount)
                throw new InvalidOperationException($"Parameter '{name}' of shape {shape} was read as {values.Length} elements.");
            MemoryMarshal.AsBytes<float>(values).CopyTo(destination);
        };
    }

    private void RequireLength(int length)
    {
        if (length != Shape.ElementCount)
            throw new ArgumentException($"Parameter '{Name}' of shape {Shape} has {Shape.ElementCount} elements, but there is room for {length}.");
    }
}
