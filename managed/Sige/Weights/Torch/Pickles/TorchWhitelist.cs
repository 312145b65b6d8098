namespace Sige.Weights.Torch;

/// <summary>
/// The names that a checkpoint's pickle may use. Nothing that they stand for is ever called: a tensor is described by its
/// arguments, and whatever training keeps beside the tensors becomes one opaque value.
/// </summary>
/// <remarks>
/// Source: what <c>torch.load(weights_only=True)</c> takes, and the plain containers that published training checkpoints
/// hold beside it.
/// </remarks>
internal static class TorchWhitelist
{
    private static readonly Dictionary<string, TorchGlobal> Names = Build().ToDictionary(global => global.Name, StringComparer.Ordinal);

    /// <summary>Looks a name up; null if it is not allowed.</summary>
    public static TorchGlobal? Find(string module, string name) => Names.GetValueOrDefault($"{module}.{name}");

    private static IEnumerable<TorchGlobal> Build() =>
    [
        new(TorchGlobalKind.OrderedDict, "collections.OrderedDict"),
        new(TorchGlobalKind.DefaultDict, "collections.defaultdict"),
        new(TorchGlobalKind.Size, "torch.Size"),
        new(TorchGlobalKind.RebuildFromType, "torch._tensor._rebuild_from_type_v2"),
        .. Of(TorchGlobalKind.RebuildParameter, "torch._utils", "_rebuild_parameter", "_rebuild_parameter_with_state"),
        .. Of(TorchGlobalKind.RebuildTensor, "torch._utils", [.. TensorCalls.Names]),
        .. Of(TorchGlobalKind.TensorClass, "torch", "Tensor", "nn.parameter.Parameter", "nn.parameter.Buffer"),
        .. Storages(),
        .. StoredTypes.All.Where(type => type.Bits % 8 == 0).Select(type => new TorchGlobal(TorchGlobalKind.DataType, $"torch.{type.Name}", type)),
        .. OpaqueNames.Classes.SelectMany(row => Of(TorchGlobalKind.OpaqueClass, row.Module, row.Names)),
        .. OpaqueNames.Values.SelectMany(row => Of(TorchGlobalKind.OpaqueValue, row.Module, row.Names)),
    ];

    private static IEnumerable<TorchGlobal> Of(TorchGlobalKind kind, string module, params string[] names) =>
        names.Select(name => new TorchGlobal(kind, $"{module}.{name}"));

    private static IEnumerable<TorchGlobal> Storages()
    {
        (string Class, string Type)[] classes =
        [
            ("FloatStorage", "float32"), ("HalfStorage", "float16"), ("BFloat16Storage", "bfloat16"), ("DoubleStorage", "float64"),
            ("LongStorage", "int64"), ("IntStorage", "int32"), ("ShortStorage", "int16"), ("CharStorage", "int8"),
            ("ByteStorage", "uint8"), ("BoolStorage", "bool"), ("storage.UntypedStorage", "uint8"), ("UntypedStorage", "uint8"),
            ("ComplexFloatStorage", "complex64"), ("ComplexDoubleStorage", "complex128"), ("QInt8Storage", "qint8"),
            ("QUInt8Storage", "quint8"), ("QInt32Storage", "qint32"), ("QUInt4x2Storage", "quint4x2"), ("QUInt2x4Storage", "quint2x4"),
        ];
        return classes.Select(row => new TorchGlobal(TorchGlobalKind.Storage, $"torch.{row.Class}", StoredTypes.ByName(row.Type)));
    }
}
