namespace Sige.Tensors;

/// <summary>What follows from an element type.</summary>
public static class ElementTypes
{
    /// <summary>Size of an element in bytes.</summary>
    /// <param name="type">The type.</param>
    /// <exception cref="ArgumentOutOfRangeException">The type is not known.</exception>
    public static int Size(this ElementType type) => type switch
    {
        ElementType.UInt8 => 1,
        ElementType.Float16 or ElementType.BFloat16 => 2,
        ElementType.Float32 or ElementType.Int32 => 4,
        ElementType.Float64 => 8,
        _ => throw new ArgumentOutOfRangeException(nameof(type), type, "Not an element type."),
    };
}
