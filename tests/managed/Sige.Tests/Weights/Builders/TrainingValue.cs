namespace Sige.Tests.Weights;

/// <summary>A value that training keeps beside the weights, as Python pickles it.</summary>
/// <param name="Name">What it is.</param>
/// <param name="Write">Leaves it on top of the stack.</param>
internal sealed record TrainingValue(string Name, Func<PickleBuilder, PickleBuilder> Write)
{
    public static IReadOnlyList<TrainingValue> All { get; } =
    [
        new("Counter", p => p.Global("collections", "Counter").Op('}').Op('(').Int(10).Int(1).Op('u').Raw(0x85).Op('R')),
        new("defaultdict", p => p.Global("collections", "defaultdict").Global("__builtin__", "list").Raw(0x85).Op('R').Text("k").Op(']').Op('s')),
        new("deque", p => p.Global("collections", "deque").Op(')').Int(100).Raw(0x86).Op('R').Op('(').Int(1).Int(2).Op('e')),
        new("set, protocol 2", p => p.Global("__builtin__", "set").Op(']').Text("a").Op('a').Raw(0x85).Op('R')),
        new("set, protocol 4", p => p.Raw(0x8F, 0x94).Op('(').Int(1).Text("a").Raw(0x90)),
        new("frozenset, protocol 2", p => p.Global("builtins", "frozenset").Op(']').Raw(0x85).Op('R')),
        new("frozenset, protocol 4", p => p.Op('(').Int(1).Text("a").Raw(0x91, 0x94)),
        new("bytes", p => p.Raw((byte)'C', 3, 1, 2, 3)),
        new("bytearray, protocol 2", p => p.Global("__builtin__", "bytearray").Global("_codecs", "encode").Text("x").Text("latin1").Raw(0x86).Op('R').Raw(0x85).Op('R')),
        new("bytearray, protocol 5", p => p.Raw(0x96).UInt64(2).Raw(7, 8)),
        new("complex", p => p.Global("__builtin__", "complex").Raw((byte)'G').UInt64(0).Raw((byte)'G').UInt64(0).Raw(0x86).Op('R')),
        new("range", p => p.Global("__builtin__", "xrange").Int(0).Int(9).Int(1).Raw(0x87).Op('R')),
        new("ellipsis", p => p.Global("__builtin__", "Ellipsis")),
        new("dtype", p => p.Global("torch", "int64")),
        new("dtype of 8 bits", p => p.Global("torch", "float8_e5m2")),
        new("memory format", p => p.Global("torch", "channels_last")),
        new("device", p => p.Global("torch", "device").Text("cuda").Int(0).Raw(0x86).Op('R')),
        new("size", p => p.Global("torch", "Size").Ints(2, 3).Raw(0x85).Op('R')),
        new("version", p => p.Global("torch.torch_version", "TorchVersion").Text("2.6.0+cu124").Raw(0x85, 0x81)),
        new("namespace", p => p.Global("argparse", "Namespace").Op(')').Raw(0x81).Op('}').Text("lr").Int(1).Op('s').Op('b')),
        new("keywords", p => p.Global("argparse", "Namespace").Op(')').Op('}').Text("lr").Int(1).Op('s').Raw(0x92)),
        new("AttributeDict", p => p.Global("lightning_fabric.utilities.data", "AttributeDict").Op(')').Raw(0x81).Op('(').Text("lr").Int(1).Op('u')),
        new("callbacks", p => p.Op('}').Global("pytorch_lightning.callbacks.model_checkpoint", "ModelCheckpoint").Op('}').Op('s')),
        new("DictConfig", p => p.Global("omegaconf.dictconfig", "DictConfig").Op(')').Raw(0x81).Op('}').Text("_metadata").Global("omegaconf.base", "ContainerMetadata").Op(')').Raw(0x81).Op('}').Op('b').Op('s').Op('b')),
        new("path", p => p.Global("pathlib", "PosixPath").Text("/").Text("data").Raw(0x86).Op('R')),
        new("datetime", p => p.Global("datetime", "datetime").Raw((byte)'C', 10).Raw(new byte[10]).Raw(0x85).Op('R')),
        new("numpy scalar", p => NumpyType(p.Global("numpy._core.multiarray", "scalar")).Raw((byte)'C', 8).UInt64(0).Raw(0x86).Op('R')),
        new("numpy array", p => NumpyType(p.Global("numpy.core.multiarray", "_reconstruct").Global("numpy", "ndarray").Ints(0).Raw((byte)'C', 1, (byte)'b', 0x87).Op('R').Op('(').Int(1).Ints(1))
            .Raw(0x89).Raw((byte)'C', 8).UInt64(0).Op('t').Op('b')),
    ];

    private static PickleBuilder NumpyType(PickleBuilder pickle) => pickle
        .Global("numpy", "dtype").Text("f8").Raw(0x89, 0x88, 0x87).Op('R')
        .Op('(').Int(3).Text("<").Op('N').Op('N').Op('N').Int(-1).Int(-1).Int(0).Op('t').Op('b');
}
