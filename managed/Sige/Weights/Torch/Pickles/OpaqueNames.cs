namespace Sige.Weights.Torch;

/// <summary>The names on the whitelist whose values are never looked at, by module.</summary>
internal static class OpaqueNames
{
    private static readonly string[] Builtins = ["set", "frozenset", "bytearray", "bytes", "complex", "range", "slice"];

    private static readonly string[] Factories = ["list", "dict", "tuple", "int", "float", "str", "bool", "Ellipsis"];

    private static readonly string[] Paths = ["Path", "PosixPath", "WindowsPath", "PurePath", "PurePosixPath", "PureWindowsPath"];

    private static readonly string[] NumpyTypes =
    [
        "ndarray", "bool_", "bool", "float16", "float32", "float64", "longdouble", "complex64", "complex128",
        "int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "uint64", "str_", "bytes_", "object_",
    ];

    /// <summary>What a pickle may make an opaque value of: by a call, by <c>__new__</c>, and with any state.</summary>
    public static IReadOnlyList<(string Module, string[] Names)> Classes { get; } =
    [
        ("builtins", Builtins),
        ("__builtin__", [.. Builtins, "xrange"]),
        ("collections", ["Counter", "deque"]),
        ("_codecs", ["encode"]),
        ("datetime", ["datetime", "date", "time", "timedelta", "timezone"]),
        ("decimal", ["Decimal"]),
        ("fractions", ["Fraction"]),
        ("uuid", ["UUID"]),
        ("pathlib", Paths),
        ("pathlib._local", Paths),
        ("argparse", ["Namespace"]),
        ("types", ["SimpleNamespace"]),
        ("numpy", ["dtype"]),
        ("numpy.core.multiarray", ["scalar", "_reconstruct"]),
        ("numpy._core.multiarray", ["scalar", "_reconstruct"]),
        ("numpy.core.numeric", ["_frombuffer"]),
        ("numpy._core.numeric", ["_frombuffer"]),
        ("numpy.random._pickle", ["__randomstate_ctor", "__generator_ctor", "__bit_generator_ctor"]),
        ("torch", ["device", "serialization._get_layout", "torch_version.TorchVersion"]),
        ("pytorch_lightning.utilities.parsing", ["AttributeDict"]),
        ("lightning.pytorch.utilities.parsing", ["AttributeDict"]),
        ("lightning_fabric.utilities.data", ["AttributeDict"]),
        ("lightning.fabric.utilities.data", ["AttributeDict"]),
        ("omegaconf.dictconfig", ["DictConfig"]),
        ("omegaconf.listconfig", ["ListConfig"]),
        ("omegaconf.base", ["Metadata", "ContainerMetadata"]),
        ("omegaconf.nodes", ["AnyNode", "StringNode", "IntegerNode", "FloatNode", "BooleanNode", "BytesNode", "PathNode", "EnumNode"]),
        ("easydict", ["EasyDict"]),
        ("munch", ["Munch"]),
        ("addict.addict", ["Dict"]),
        ("yacs.config", ["CfgNode"]),
        ("ml_collections.config_dict.config_dict", ["ConfigDict"]),
    ];

    /// <summary>What a pickle may name, but not call: element classes, layouts, and classes that serve as keys.</summary>
    public static IReadOnlyList<(string Module, string[] Names)> Values { get; } =
    [
        ("builtins", Factories),
        ("__builtin__", [.. Factories, "unicode", "long"]),
        ("typing", ["Any", "Dict", "List", "Tuple", "Optional", "Union"]),
        ("numpy", NumpyTypes),
        ("numpy.random._mt19937", ["MT19937"]),
        ("numpy.random._pcg64", ["PCG64"]),
        ("torch", ["contiguous_format", "preserve_format", "channels_last", "channels_last_3d"]),
        ("torch", ["per_tensor_affine", "per_tensor_symmetric", "per_channel_affine", "per_channel_symmetric", "per_channel_affine_float_qparams"]),
        ("pytorch_lightning.callbacks.model_checkpoint", ["ModelCheckpoint"]),
        ("pytorch_lightning.callbacks.early_stopping", ["EarlyStopping"]),
        ("lightning.pytorch.callbacks.model_checkpoint", ["ModelCheckpoint"]),
        ("lightning.pytorch.callbacks.early_stopping", ["EarlyStopping"]),
    ];
}
