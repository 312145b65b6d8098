namespace Sige.Weights;

/// <summary>An element type that a file may name, whether it is read or only listed.</summary>
/// <param name="DataType">What it is read as; <see cref="WeightDataType.Other"/> if it is only listed.</param>
/// <param name="Name">The name that NumPy, its <c>ml_dtypes</c> and PyTorch share.</param>
/// <param name="Bits">The size of an element in bits where elements are not padded to bytes; 0 if unknown.</param>
/// <param name="SafetensorsName">The name in safetensors headers, if the format has the type.</param>
/// <param name="Packed">How many elements of a PyTorch tensor lie in one unit of <paramref name="Bits"/>.</param>
internal sealed record StoredType(WeightDataType DataType, string Name, int Bits, string? SafetensorsName = null, int Packed = 1)
{
    /// <summary>Whether the elements have values that Sige represents.</summary>
    public bool IsReadable => DataType != WeightDataType.Other;

    /// <summary>A type of which only the name is known.</summary>
    public static StoredType Unknown(string name) => new(WeightDataType.Other, name, 0);
}

/// <summary>
/// Every element type by all its names: one list, so that the readers of all formats take and refuse the same types.
/// </summary>
internal static class StoredTypes
{
    private static readonly StoredType[] Readable =
    [
        new(WeightDataType.Float32, "float32", 32, "F32"),
        new(WeightDataType.Float16, "float16", 16, "F16"),
        new(WeightDataType.BFloat16, "bfloat16", 16, "BF16"),
        new(WeightDataType.Float64, "float64", 64, "F64"),
        new(WeightDataType.Int64, "int64", 64, "I64"),
        new(WeightDataType.Int32, "int32", 32, "I32"),
        new(WeightDataType.Int16, "int16", 16, "I16"),
        new(WeightDataType.Int8, "int8", 8, "I8"),
        new(WeightDataType.UInt8, "uint8", 8, "U8"),
        new(WeightDataType.Bool, "bool", 8, "BOOL"),
        new(WeightDataType.UInt16, "uint16", 16, "U16"),
        new(WeightDataType.UInt32, "uint32", 32, "U32"),
        new(WeightDataType.UInt64, "uint64", 64, "U64"),
        new(WeightDataType.Float8E4M3, "float8_e4m3fn", 8, "F8_E4M3"),
        new(WeightDataType.Float8E5M2, "float8_e5m2", 8, "F8_E5M2"),
        new(WeightDataType.Float8E4M3Fnuz, "float8_e4m3fnuz", 8, "F8_E4M3FNUZ"),
        new(WeightDataType.Float8E5M2Fnuz, "float8_e5m2fnuz", 8, "F8_E5M2FNUZ"),
        new(WeightDataType.Float8E8M0, "float8_e8m0fnu", 8, "F8_E8M0"),
    ];

    private static readonly StoredType[] Listed =
    [
        new(WeightDataType.Other, "complex32", 32),
        new(WeightDataType.Other, "complex64", 64, "C64"),
        new(WeightDataType.Other, "complex128", 128),
        new(WeightDataType.Other, "float4_e2m1fn", 4, "F4"),
        new(WeightDataType.Other, "float6_e2m3fn", 6, "F6_E2M3"),
        new(WeightDataType.Other, "float6_e3m2fn", 6, "F6_E3M2"),
        new(WeightDataType.Other, "float4_e2m1fn_x2", 8),
        new(WeightDataType.Other, "qint8", 8),
        new(WeightDataType.Other, "quint8", 8),
        new(WeightDataType.Other, "qint32", 32),
        new(WeightDataType.Other, "quint4x2", 8, Packed: 2),
        new(WeightDataType.Other, "quint2x4", 8, Packed: 4),
        new(WeightDataType.Other, "bits1x8", 8),
        new(WeightDataType.Other, "bits2x4", 8),
        new(WeightDataType.Other, "bits4x2", 8),
        new(WeightDataType.Other, "bits8", 8),
        new(WeightDataType.Other, "bits16", 16),
        .. Enumerable.Range(1, 7).SelectMany(bits => (StoredType[])
        [
            new(WeightDataType.Other, $"int{bits}", 8),
            new(WeightDataType.Other, $"uint{bits}", 8),
        ]),
    ];

    private static readonly Dictionary<string, StoredType> Names =
        Readable.Concat(Listed).ToDictionary(type => type.Name, StringComparer.Ordinal);

    private static readonly Dictionary<string, StoredType> SafetensorsNames =
        Readable.Concat(Listed).Where(type => type.SafetensorsName is not null).ToDictionary(type => type.SafetensorsName!, StringComparer.Ordinal);

    /// <summary>Every type that a name stands for.</summary>
    public static IEnumerable<StoredType> All => Names.Values;

    /// <summary>The row of a type that is read.</summary>
    public static StoredType Of(WeightDataType dataType) => (uint)dataType < (uint)Readable.Length
        ? Readable[(int)dataType]
        : throw new ArgumentOutOfRangeException(nameof(dataType), dataType, "Not a weight data type of known size.");

    /// <summary>The type of NumPy's or PyTorch's name; one that is only listed if the name is new.</summary>
    public static StoredType ByName(string name) => Names.GetValueOrDefault(name) ?? StoredType.Unknown(name);

    /// <summary>The type of a name in a safetensors header; one that is only listed if the name is new.</summary>
    public static StoredType BySafetensorsName(string name) => SafetensorsNames.GetValueOrDefault(name) ?? StoredType.Unknown(name);
}
