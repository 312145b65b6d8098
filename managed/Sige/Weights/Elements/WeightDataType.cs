namespace Sige.Weights;

/// <summary>The element type in which a weight file stores a tensor.</summary>
public enum WeightDataType
{
    /// <summary>IEEE 754 binary32, 4 bytes.</summary>
    Float32,

    /// <summary>IEEE 754 binary16, 2 bytes.</summary>
    Float16,

    /// <summary>The upper half of a binary32, 2 bytes.</summary>
    BFloat16,

    /// <summary>IEEE 754 binary64, 8 bytes.</summary>
    Float64,

    /// <summary>Signed integer of 8 bytes.</summary>
    Int64,

    /// <summary>Signed integer of 4 bytes.</summary>
    Int32,

    /// <summary>Signed integer of 2 bytes.</summary>
    Int16,

    /// <summary>Signed integer of 1 byte.</summary>
    Int8,

    /// <summary>Unsigned integer of 1 byte.</summary>
    UInt8,

    /// <summary>Truth value of 1 byte; zero is false.</summary>
    Bool,

    /// <summary>Unsigned integer of 2 bytes.</summary>
    UInt16,

    /// <summary>Unsigned integer of 4 bytes.</summary>
    UInt32,

    /// <summary>Unsigned integer of 8 bytes.</summary>
    UInt64,

    /// <summary>1 byte of sign, 4 bits of exponent and 3 of mantissa; no infinities, largest value 448.</summary>
    Float8E4M3,

    /// <summary>1 byte of sign, 5 bits of exponent and 2 of mantissa; largest finite value 57344.</summary>
    Float8E5M2,

    /// <summary>As <see cref="Float8E4M3"/> with an exponent bias of 8 and neither negative zero nor infinities.</summary>
    Float8E4M3Fnuz,

    /// <summary>As <see cref="Float8E5M2"/> with an exponent bias of 16 and neither negative zero nor infinities.</summary>
    Float8E5M2Fnuz,

    /// <summary>1 byte of exponent alone: a power of two, as scales of microscaling formats are.</summary>
    Float8E8M0,

    /// <summary>
    /// A type that is listed under its name and not read: complex numbers, packed and quantised elements, sparse layouts
    /// (see <see cref="WeightInfo.TypeName"/>).
    /// </summary>
    Other,
}

/// <summary>What follows from a <see cref="WeightDataType"/>.</summary>
public static class WeightDataTypes
{
    /// <summary>The size of one element in bytes.</summary>
    /// <exception cref="ArgumentOutOfRangeException">
    /// <paramref name="dataType"/> is not a defined value, or <see cref="WeightDataType.Other"/>, which has no one size.
    /// </exception>
    public static int ElementSize(this WeightDataType dataType) => StoredTypes.Of(dataType).Bits / 8;

    /// <summary>Whether the elements are floating-point numbers.</summary>
    public static bool IsFloatingPoint(this WeightDataType dataType) => dataType
        is WeightDataType.Float32 or WeightDataType.Float16 or WeightDataType.BFloat16 or WeightDataType.Float64
        || dataType.IsFloat8();

    /// <summary>The type's name, as NumPy and PyTorch spell it, such as <c>float32</c> or <c>float8_e4m3fn</c>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">As for <see cref="ElementSize"/>.</exception>
    public static string TypeName(this WeightDataType dataType) => StoredTypes.Of(dataType).Name;

    /// <summary>The name that safetensors headers use, such as <c>F32</c>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">As for <see cref="ElementSize"/>.</exception>
    public static string SafetensorsName(this WeightDataType dataType) => StoredTypes.Of(dataType).SafetensorsName!;

    internal static bool IsFloat8(this WeightDataType dataType) => dataType
        is WeightDataType.Float8E4M3 or WeightDataType.Float8E5M2 or WeightDataType.Float8E4M3Fnuz
        or WeightDataType.Float8E5M2Fnuz or WeightDataType.Float8E8M0;
}
