namespace Sige.Tensors;

/// <summary>Type of an element.</summary>
public enum ElementType
{
    /// <summary>IEEE binary32.</summary>
    Float32 = 0,

    /// <summary>IEEE binary16.</summary>
    Float16 = 1,

    /// <summary>Unsigned byte: class ids and masks.</summary>
    UInt8 = 2,

    /// <summary>Signed 32-bit integer: indices.</summary>
    Int32 = 3,

    /// <summary>IEEE binary64: sums of statistics.</summary>
    Float64 = 4,

    /// <summary>The upper half of a binary32: weights alone.</summary>
    BFloat16 = 5,
}
