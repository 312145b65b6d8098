namespace Sige.Weights;

/// <summary>What a weight file says of one tensor.</summary>
/// <param name="Name">The tensor's name; nested dictionaries are joined by dots.</param>
/// <param name="DataType">The element type; <see cref="WeightDataType.Other"/> if the tensor is listed, but cannot be read.</param>
/// <param name="Shape">The extents, outermost first.</param>
public sealed record WeightInfo(string Name, WeightDataType DataType, WeightShape Shape)
{
    /// <summary>Whether the elements can be read.</summary>
    public bool IsReadable => DataType != WeightDataType.Other;

    /// <summary>The element type's name, such as <c>float32</c>, or for one that is not read <c>complex64</c> or <c>sparse float32</c>.</summary>
    public string TypeName => Listed?.TypeName ?? DataType.TypeName();

    /// <summary>The size of the tensor's contiguous form in bytes, or of what the file has of a tensor that cannot be read.</summary>
    public long ByteSize => Listed?.ByteSize ?? checked(Shape.ElementCount * DataType.ElementSize());

    /// <summary>What stands for the element type of a tensor that cannot be read; null for others.</summary>
    internal ListedElements? Listed { get; private init; }

    /// <summary>Describes a tensor of a given type, which need not be one that is read.</summary>
    /// <param name="name">The tensor's name.</param>
    /// <param name="type">The element type.</param>
    /// <param name="shape">The extents.</param>
    /// <param name="byteSize">The bytes that the file has of it.</param>
    internal static WeightInfo Of(string name, StoredType type, WeightShape shape, long byteSize) => type.IsReadable
        ? new WeightInfo(name, type.DataType, shape)
        : new WeightInfo(name, WeightDataType.Other, shape) { Listed = new ListedElements(type.Name, byteSize) };

    /// <summary>The elements of a tensor that cannot be read.</summary>
    /// <param name="TypeName">The name of their type.</param>
    /// <param name="ByteSize">How many bytes the file has of them.</param>
    internal sealed record ListedElements(string TypeName, long ByteSize);
}
