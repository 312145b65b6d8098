namespace Sige.Weights;

/// <summary>A named constant of a network that is read when it is needed, so that no network is held twice.</summary>
/// <remarks>Convolution weights are <c>[out, in / groups, kernel height, kernel width]</c>, as the files have them.</remarks>
public sealed class Parameter
{
    private readonly Func<float[]> _read;

    /// <summary>Describes a constant.</summary>
    /// <param name="name">Its name, for messages.</param>
    /// <param name="shape">Its shape, outermost extent first.</param>
    /// <param name="read">Gives all elements, row-major, in an array that the caller may keep; called once per read.</param>
    public Parameter(string name, WeightShape shape, Func<float[]> read)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentNullException.ThrowIfNull(read);
        Name = name;
        Shape = shape;
        _read = read;
    }

    /// <summary>The name.</summary>
    public string Name { get; }

    /// <summary>The shape, outermost extent first.</summary>
    public WeightShape Shape { get; }

    /// <summary>Reads all elements, row-major.</summary>
    /// <exception cref="InvalidOperationException">The source gave another number of elements than the shape has.</exception>
    public float[] Read()
    {
        float[] values = _read();
        if (values.Length != Shape.ElementCount)
            throw new InvalidOperationException($"Parameter '{Name}' of shape {Shape} was read as {values.Length} elements.");
        return values;
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
        var part = new WeightShape(extents);
        long row = Shape.ElementCount / Math.Max(Shape[0], 1);
        return new Parameter(Name, part, () => Read().AsSpan((int)(start * row), (int)(count * row)).ToArray());
    }

    /// <summary>The same elements under other extents, such as a matrix as 1x1 filters.</summary>
    /// <param name="shape">The new shape.</param>
    /// <exception cref="ArgumentException">It has another number of elements.</exception>
    public Parameter Reshape(WeightShape shape) => shape.ElementCount == Shape.ElementCount
        ? new Parameter(Name, shape, Read)
        : throw new ArgumentException($"Parameter '{Name}' of shape {Shape} cannot have shape {shape}: it has {Shape.ElementCount} elements.", nameof(shape));
}
