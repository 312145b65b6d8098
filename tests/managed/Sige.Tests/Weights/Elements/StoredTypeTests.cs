using NUnit.Framework;
using Sige.Weights;

namespace Sige.Tests.Weights;

/// <summary>Every element type through every reader: all take the same types, list the others, and refuse them when read.</summary>
internal sealed class StoredTypeTests
{
    private readonly TemporaryFolder _folder = new();

    private static IEnumerable<TestCaseData> Types => StoredTypes.All.Select(type => new TestCaseData(type).SetArgDisplayNames(type.Name));

    [OneTimeTearDown]
    public void RemoveFolder() => _folder.Dispose();

    [TestCaseSource(nameof(Types))]
    public void TorchZip_TakesTheType(object elementType) => CheckTorch(legacy: false, (StoredType)elementType);

    [TestCaseSource(nameof(Types))]
    public void TorchLegacy_TakesTheType(object elementType) => CheckTorch(legacy: true, (StoredType)elementType);

    [TestCaseSource(nameof(Types))]
    public void Safetensors_TakesTheType(object elementType)
    {
        var type = (StoredType)elementType;
        int bytes = ((type.Bits * 2) + 7) / 8;
        Check(HostileSafetensorsTests.Build($$$"""{"w":{"dtype":"{{{type.SafetensorsName ?? type.Name}}}","shape":[2],"data_offsets":[0,{{{bytes}}}]}}""", bytes), type);
    }

    [TestCaseSource(nameof(Types))]
    public void Flax_TakesTheType(object elementType)
    {
        var type = (StoredType)elementType;
        var array = new FlaxTensor([2], type.Name, new byte[Math.Max(type.Bits / 8, 1) * 2]);
        Check(FlaxBuilder.Build(new Dictionary<string, object?> { ["w"] = array }), type);
    }

    [Test]
    public void NewTypes_AreListedByTheirNames()
    {
        var type = StoredType.Unknown("float9_new");

        Check(FlaxBuilder.Build(new Dictionary<string, object?> { ["w"] = new FlaxTensor([2], type.Name, new byte[3]) }), type);
        Check(HostileSafetensorsTests.Build("""{"w":{"dtype":"float9_new","shape":[2],"data_offsets":[0,3]}}""", 3), type);
    }

    /// <summary>Values by the definitions: 1, the largest, the smallest subnormal and what stands for no number.</summary>
    [TestCase(WeightDataType.Float8E4M3, 0x38, 1f)]
    [TestCase(WeightDataType.Float8E4M3, 0x7E, 448f)]
    [TestCase(WeightDataType.Float8E4M3, 0x81, -0.001953125f)]
    [TestCase(WeightDataType.Float8E4M3, 0x7F, float.NaN)]
    [TestCase(WeightDataType.Float8E5M2, 0xBC, -1f)]
    [TestCase(WeightDataType.Float8E5M2, 0x7B, 57344f)]
    [TestCase(WeightDataType.Float8E5M2, 0x01, 1.52587890625e-05f)]
    [TestCase(WeightDataType.Float8E5M2, 0xFC, float.NegativeInfinity)]
    [TestCase(WeightDataType.Float8E5M2, 0x7D, float.NaN)]
    [TestCase(WeightDataType.Float8E4M3Fnuz, 0x40, 1f)]
    [TestCase(WeightDataType.Float8E4M3Fnuz, 0x7F, 240f)]
    [TestCase(WeightDataType.Float8E4M3Fnuz, 0x80, float.NaN)]
    [TestCase(WeightDataType.Float8E5M2Fnuz, 0x40, 1f)]
    [TestCase(WeightDataType.Float8E5M2Fnuz, 0xFF, -57344f)]
    [TestCase(WeightDataType.Float8E8M0, 0x7F, 1f)]
    [TestCase(WeightDataType.Float8E8M0, 0x00, 5.877472e-39f)]
    [TestCase(WeightDataType.Float8E8M0, 0xFF, float.NaN)]
    public void Float8_HasItsValues(WeightDataType type, byte bits, float expected)
    {
        var value = new float[1];
        ElementConversion.ToFloat32(type, [bits], value);

        Assert.That(value[0], Is.EqualTo(expected));
    }

    [Test]
    public void IntegersBeyond63Bits_AreRefusedExactly_AndRoundedAsFloat32()
    {
        using WeightCollection weights = WeightFile.Open(_folder.Write(FlaxBuilder.Build(new Dictionary<string, object?>
        {
            ["seed"] = new FlaxTensor([2], "uint64", [7, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x80]),
        })));

        Assert.That(() => weights.ReadInt64("seed"), Refusal.With("'seed'").And.Message.Contains("9223372036854775808 at element 1"));
        Assert.That(weights.ReadFloat32("seed"), Is.EqualTo(new[] { 7f, 9.223372e18f }));
    }

    /// <summary>PyTorch has no elements smaller than a byte: its packed types count bytes.</summary>
    private void CheckTorch(bool legacy, StoredType type)
    {
        CheckpointBuilder builder = new() { Legacy = legacy };
        byte[] storage = new byte[Math.Max(type.Bits / 8, 1) * 2];
        var tensor = new TensorSpec("0", "storage.UntypedStorage", storage.Length, 0, [2], [1]);
        byte[] file = builder.Bytes("0", storage).Build(p => builder.TypedTensor(p.Op('}').Text("w"), tensor, type.Name).Op('s'));

        if (type.Bits % 8 == 0)
            Check(file, type);
        else
            Assert.That(() => WeightFile.Open(_folder.Write(file)), Refusal.With($"'torch.{type.Name}'"));
    }

    private void Check(byte[] file, StoredType type)
    {
        using WeightCollection weights = WeightFile.Open(_folder.Write(file));
        WeightInfo info = weights.GetInfo("w");

        Assert.That(info.TypeName, Is.EqualTo(type.Name));
        Assert.That(info.DataType, Is.EqualTo(type.DataType));
        Assert.That(info.Shape, Is.EqualTo(new WeightShape(2)));
        if (info.IsReadable)
        {
            Assert.That(weights.ReadFloat32("w"), Is.All.EqualTo(type.DataType == WeightDataType.Float8E8M0 ? MathF.ScaleB(1, -127) : 0));
            Assert.That(weights.ReadBytes("w"), Has.Length.EqualTo(type.Bits / 4));
            return;
        }

        string reason = $"'w' of shape [2] holds elements of type '{type.Name}'";
        Assert.That(() => weights.ReadFloat32("w"), Refusal.With(reason));
        Assert.That(() => weights.ReadInt64("w"), Refusal.With(reason));
        Assert.That(() => weights.ReadBytes("w"), Refusal.With(reason));
        Assert.That(() => weights.Read("w", new float[2]), Refusal.With(reason));
    }
}
