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
}

/// <summary>What follows from a <see cref="WeightDataType"/>.</summary>
public static class WeightDataTypes
{
    /// <summary>The size of one element in bytes.</summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="dataType"/> is not a defined value.</exception>
    public static int ElementSize(this WeightDataType dataType) => dataType switch
    {
        WeightDataType.Float64 or WeightDataType.Int64 => 8,
        WeightDataType.Float32 or WeightDataType.Int32 => 4,
        WeightDataType.Float16 or WeightDataType.BFloat16 or WeightDataType.Int16 => 2,
        WeightDataType.Int8 or WeightDataType.UInt8 or WeightDataType.Bool => 1,
        _ => throw new ArgumentOutOfRangeException(nameof(dataType), dataType, "Not a weight data type."),
    };

    /// <summary>Whether the elements are floating-point numbers.</summary>
    public static bool IsFloatingPoint(this WeightDataType dataType) => dataType
        is WeightDataType.Float32 or WeightDataType.Float16 or WeightDataType.BFloat16 or WeightDataType.Float64;

    /// <summary>The name that safetensors headers use, such as <c>F32</c>.</summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="dataType"/> is not a defined value.</exception>
    public static string SafetensorsName(this WeightDataType dataType) => dataType switch
    {
        WeightDataType.Float32 => "F32",
        WeightDataType.Float16 => "F16",
        WeightDataType.BFloat16 => "BF16",
        WeightDataType.Float64 => "F64",
        WeightDataType.Int64 => "I64",
        WeightDataType.Int32 => "I32",
        WeightDataType.Int16 => "I16",
        WeightDataType.Int8 => "I8",
        WeightDataType.UInt8 => "U8",
        WeightDataType.Bool => "BOOL",
        _ => throw new ArgumentOutOfRangeException(nameof(dataType), dataType, "Not a weight data type."),
    };

    internal static bool TryParseSafetensorsName(string? name, out WeightDataType dataType)
    {
        foreach (WeightDataType candidate in Enum.GetValues<WeightDataType>())
        {
            if (candidate.SafetensorsName() == name)
            {
                dataType = candidate;
                return true;
            }
        }

        dataType = default;
        return false;
    }
}
