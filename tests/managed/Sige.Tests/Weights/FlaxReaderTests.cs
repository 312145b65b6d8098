using NUnit.Framework;
using Sige.Weights;

namespace Sige.Tests.Weights;

internal sealed class FlaxReaderTests
{
    private TemporaryFolder _folder = null!;

    [SetUp]
    public void MakeFolder() => _folder = new TemporaryFolder();

    [TearDown]
    public void RemoveFolder() => _folder.Dispose();

    /// <summary>Written by hand from the MessagePack specification: {"w": extension 1 of ([2], "float32", 1.0 and -2.0)}.</summary>
    [TestCase("81 A1 77 C7 15 01 93 91 02 A7 66 6C 6F 61 74 33 32 C4 08 00 00 80 3F 00 00 00 C0", TestName = "{m}(binary elements)")]
    [TestCase("81 A1 77 C7 14 01 93 91 02 A7 66 6C 6F 61 74 33 32 A8 00 00 80 3F 00 00 00 C0", TestName = "{m}(elements as text, the older form)")]
    [TestCase("DE 00 01 D9 01 77 C8 00 15 01 93 91 02 A7 66 6C 6F 61 74 33 32 C4 08 00 00 80 3F 00 00 00 C0", TestName = "{m}(wide headers)")]
    public void HandwrittenBytes_AreRead(string hex)
    {
        string path = _folder.Write(Convert.FromHexString(hex.Replace(" ", "", StringComparison.Ordinal)));

        using WeightCollection weights = WeightFile.Open(path);

        Assert.That(weights.Format, Is.EqualTo(WeightFormat.Flax));
        Assert.That(weights.ReadFloat32("w", [2]), Is.EqualTo(new[] { 1f, -2f }));
    }

    [Test]
    public void NestedMaps_GiveDottedNames_AndScalarsAreTensorsOfNoExtent()
    {
        using WeightCollection weights = Open(new()
        {
            ["step"] = new FlaxTensor([], "int32", [7, 0, 0, 0], Extension: 3),
            ["name"] = "church",
            ["nothing"] = null,
            ["flag"] = true,
            ["ema_params"] = new Dictionary<string, object?>
            {
                ["down_0.block_0"] = new Dictionary<string, object?> { ["kernel"] = FlaxTensor.Of([2, 1], 3, 4) },
                ["list"] = new object?[] { 1, FlaxTensor.Of([1], 5) },
            },
        });

        Assert.That(weights.Entries.Select(info => info.Name), Is.EqualTo(new[] { "step", "ema_params.down_0.block_0.kernel", "ema_params.list.1" }));
        Assert.That(weights.UnwrappedSection, Is.Null);
        Assert.That(weights.ReadInt64("step"), Is.EqualTo(new[] { 7L }));
        Assert.That(weights.Select("ema_params").ReadFloat32("down_0.block_0.kernel", [2, 1]), Is.EqualTo(new[] { 3f, 4f }));
    }

    [Test]
    public void OneMapThatHoldsAllTensors_IsUnwrapped()
    {
        using WeightCollection weights = Open(new()
        {
            ["step"] = 3,
            ["params"] = new Dictionary<string, object?> { ["conv"] = new Dictionary<string, object?> { ["bias"] = FlaxTensor.Of([1], 5) } },
        });

        Assert.That(weights.UnwrappedSection, Is.EqualTo("params"));
        Assert.That(weights.ReadFloat32("conv.bias"), Is.EqualTo(new[] { 5f }));
    }

    [Test]
    public void ChunkedArrays_AreJoined([Values(4, 8, 20, 24)] int chunkBytes)
    {
        FlaxTensor tensor = FlaxTensor.Of([2, 3], 1, 2, 3, 4, 5, 6);

        using WeightCollection weights = Open(new()
        {
            ["a"] = FlaxTensor.Of([1], 9),
            ["w"] = FlaxBuilder.Chunked(tensor, chunkBytes),
        });

        Assert.That(weights.ReadFloat32("w", [2, 3]), Is.EqualTo(new[] { 1f, 2, 3, 4, 5, 6 }));
    }

    [TestCase("float32", WeightDataType.Float32, new byte[] { 0, 0, 0x80, 0x3F }, 1f)]
    [TestCase("float16", WeightDataType.Float16, new byte[] { 0, 0x3C }, 1f)]
    [TestCase("bfloat16", WeightDataType.BFloat16, new byte[] { 0x80, 0x3F }, 1f)]
    [TestCase("float64", WeightDataType.Float64, new byte[] { 0, 0, 0, 0, 0, 0, 0xF0, 0x3F }, 1f)]
    [TestCase("int8", WeightDataType.Int8, new byte[] { 0xFF }, -1f)]
    [TestCase("uint8", WeightDataType.UInt8, new byte[] { 0xFF }, 255f)]
    [TestCase("uint16", WeightDataType.UInt16, new byte[] { 0xFF, 0xFF }, 65535f)]
    [TestCase("uint32", WeightDataType.UInt32, new byte[] { 0, 0, 0, 0x80 }, 2147483648f)]
    [TestCase("uint64", WeightDataType.UInt64, new byte[] { 0, 0, 0, 0, 0, 0, 0, 0x80 }, 9223372036854775808f)]
    [TestCase("float8_e4m3fn", WeightDataType.Float8E4M3, new byte[] { 0x38 }, 1f)]
    [TestCase("bool", WeightDataType.Bool, new byte[] { 1 }, 1f)]
    public void EveryType_IsRead(string name, WeightDataType type, byte[] one, float expected)
    {
        using WeightCollection weights = Open(new() { ["w"] = new FlaxTensor([2], name, [.. one, .. one]) });

        Assert.That(weights.GetInfo("w").DataType, Is.EqualTo(type));
        Assert.That(weights.ReadFloat32("w"), Is.EqualTo(new[] { expected, expected }));
    }

    [Test]
    public void Conversion_KeepsNamesShapesAndBits()
    {
        string source = _folder.Write(FlaxBuilder.Build(new Dictionary<string, object?>
        {
            ["step"] = new FlaxTensor([], "uint32", [7, 0, 0, 0]),
            ["params"] = new Dictionary<string, object?> { ["w"] = FlaxBuilder.Chunked(FlaxTensor.Of([2, 3], 1, 2, 3, 4, 5, 6), 8) },
        }));

        WeightConverter.Convert(source, _folder["out"], new WeightConversionOptions());

        using WeightCollection after = WeightFile.Open(_folder["out"]);
        Assert.That(after.Metadata["format"], Is.EqualTo("flax"));
        Assert.That(after.ReadInt64("step"), Is.EqualTo(new[] { 7L }));
        Assert.That(after.ReadFloat32("params.w", [2, 3]), Is.EqualTo(new[] { 1f, 2, 3, 4, 5, 6 }));
    }

    private WeightCollection Open(Dictionary<string, object?> root) => WeightFile.Open(_folder.Write(FlaxBuilder.Build(root)));
}
