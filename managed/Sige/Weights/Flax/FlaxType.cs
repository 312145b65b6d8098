namespace Sige.Weights.Flax;

/// <summary>An element type by NumPy's name.</summary>
/// <param name="DataType">The type that readers see.</param>
/// <param name="StoredSize">Bytes of an element in the file: unsigned integers are widened to the next signed type.</param>
internal readonly record struct FlaxType(WeightDataType DataType, int StoredSize)
{
    /// <summary>Finds the type of a name; types that hold no weights, such as complex64, have none.</summary>
    public static bool TryParse(string name, out FlaxType type)
    {
        WeightDataType? known = name switch
        {
            "float32" => WeightDataType.Float32,
            "float16" => WeightDataType.Float16,
            "bfloat16" => WeightDataType.BFloat16,
            "float64" => WeightDataType.Float64,
            "int64" or "uint32" => WeightDataType.Int64,
            "int32" or "uint16" => WeightDataType.Int32,
            "int16" => WeightDataType.Int16,
            "int8" => WeightDataType.Int8,
            "uint8" => WeightDataType.UInt8,
            "bool" => WeightDataType.Bool,
            _ => null,
        };
        int size = known?.ElementSize() ?? 0;
        type = new FlaxType(known ?? default, name is "uint32" or "uint16" ? size / 2 : size);
        return known is not null;
    }
}
