namespace Sige.Weights.Torch;

/// <summary>What a global name of a checkpoint's pickle stands for.</summary>
internal enum TorchGlobalKind
{
    /// <summary><c>collections.OrderedDict</c>.</summary>
    OrderedDict,

    /// <summary><c>torch._utils._rebuild_tensor_v2</c>.</summary>
    RebuildTensor,

    /// <summary><c>torch._utils._rebuild_parameter</c>.</summary>
    RebuildParameter,

    /// <summary>A storage class, such as <c>torch.FloatStorage</c>.</summary>
    Storage,

    /// <summary><c>torch.Size</c>.</summary>
    Size,

    /// <summary>A call whose result is never looked at, such as a numpy scalar.</summary>
    OpaqueCall,

    /// <summary><c>numpy.dtype</c>.</summary>
    NumpyType,

    /// <summary>A name that is a value itself, such as <c>torch.float32</c>.</summary>
    OpaqueValue,
}

/// <summary>A global name from the whitelist.</summary>
/// <param name="Kind">What it stands for.</param>
/// <param name="DataType">The element type of a storage class.</param>
internal sealed record TorchGlobal(TorchGlobalKind Kind, WeightDataType DataType = default)
{
    private static readonly Dictionary<string, TorchGlobal> Whitelist = new(StringComparer.Ordinal)
    {
        ["collections.OrderedDict"] = new(TorchGlobalKind.OrderedDict),
        ["torch._utils._rebuild_tensor_v2"] = new(TorchGlobalKind.RebuildTensor),
        ["torch._utils._rebuild_parameter"] = new(TorchGlobalKind.RebuildParameter),
        ["torch.FloatStorage"] = new(TorchGlobalKind.Storage, WeightDataType.Float32),
        ["torch.HalfStorage"] = new(TorchGlobalKind.Storage, WeightDataType.Float16),
        ["torch.BFloat16Storage"] = new(TorchGlobalKind.Storage, WeightDataType.BFloat16),
        ["torch.DoubleStorage"] = new(TorchGlobalKind.Storage, WeightDataType.Float64),
        ["torch.LongStorage"] = new(TorchGlobalKind.Storage, WeightDataType.Int64),
        ["torch.IntStorage"] = new(TorchGlobalKind.Storage, WeightDataType.Int32),
        ["torch.ShortStorage"] = new(TorchGlobalKind.Storage, WeightDataType.Int16),
        ["torch.CharStorage"] = new(TorchGlobalKind.Storage, WeightDataType.Int8),
        ["torch.ByteStorage"] = new(TorchGlobalKind.Storage, WeightDataType.UInt8),
        ["torch.BoolStorage"] = new(TorchGlobalKind.Storage, WeightDataType.Bool),
        ["torch.storage.UntypedStorage"] = new(TorchGlobalKind.Storage, WeightDataType.UInt8),
        ["torch.Size"] = new(TorchGlobalKind.Size),
        ["torch.device"] = new(TorchGlobalKind.OpaqueCall),
        ["numpy.dtype"] = new(TorchGlobalKind.NumpyType),
        ["numpy.core.multiarray.scalar"] = new(TorchGlobalKind.OpaqueCall),
        ["numpy._core.multiarray.scalar"] = new(TorchGlobalKind.OpaqueCall),
        ["_codecs.encode"] = new(TorchGlobalKind.OpaqueCall),
        ["torch.float32"] = new(TorchGlobalKind.OpaqueValue),
        ["torch.float16"] = new(TorchGlobalKind.OpaqueValue),
        ["torch.bfloat16"] = new(TorchGlobalKind.OpaqueValue),
        ["torch.float64"] = new(TorchGlobalKind.OpaqueValue),
    };

    /// <summary>Looks a name up; null if it is not allowed.</summary>
    public static TorchGlobal? Find(string module, string name) => Whitelist.GetValueOrDefault($"{module}.{name}");
}
