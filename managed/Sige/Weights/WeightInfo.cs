namespace Sige.Weights;

/// <summary>What a weight file says of one tensor.</summary>
/// <param name="Name">The tensor's name; nested dictionaries are joined by dots.</param>
/// <param name="DataType">The element type.</param>
/// <param name="Shape">The extents, outermost first.</param>
public sealed record WeightInfo(string Name, WeightDataType DataType, WeightShape Shape)
{
    /// <summary>The size of the tensor's contiguous form in bytes.</summary>
    public long ByteSize => checked(Shape.ElementCount * DataType.ElementSize());
}
