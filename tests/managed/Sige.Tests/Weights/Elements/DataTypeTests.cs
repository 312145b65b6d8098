using System.Runtime.InteropServices;
using NUnit.Framework;
using Sige.Weights;

namespace Sige.Tests.Weights;

/// <summary>Every storage class through the zip reader, converted to float32.</summary>
internal sealed class DataTypeTests
{
    private static IEnumerable<TestCaseData> Storages()
    {
        yield return Case("FloatStorage", WeightDataType.Float32, [1.5f, -2f], [1.5f, -2f]);
        yield return Case("HalfStorage", WeightDataType.Float16, [(Half)1.5f, (Half)65504f], [1.5f, 65504f]);
        yield return Case("BFloat16Storage", WeightDataType.BFloat16, [(ushort)0x3FC0, (ushort)0xC000], [1.5f, -2f]);
        yield return Case("DoubleStorage", WeightDataType.Float64, [0.1, -2.0], [0.1f, -2f]);
        yield return Case("LongStorage", WeightDataType.Int64, [long.MaxValue, -3L], [9.223372e18f, -3f]);
        yield return Case("IntStorage", WeightDataType.Int32, [7, -3], [7f, -3f]);
        yield return Case("ShortStorage", WeightDataType.Int16, [(short)7, (short)-3], [7f, -3f]);
        yield return Case("CharStorage", WeightDataType.Int8, [(sbyte)7, (sbyte)-3], [7f, -3f]);
        yield return Case("ByteStorage", WeightDataType.UInt8, [(byte)7, (byte)253], [7f, 253f]);
        yield return Case("BoolStorage", WeightDataType.Bool, [(byte)0, (byte)1], [0f, 1f]);
    }

    [TestCaseSource(nameof(Storages))]
    public void Storage_ConvertsToFloat32(string storageClass, WeightDataType dataType, byte[] storage, float[] expected)
    {
        using var folder = new TemporaryFolder();
        byte[] file = CheckpointBuilder.OfTensor(legacy: false, TensorSpec.Contiguous("0", storageClass, 2), storage);

        using WeightCollection weights = WeightFile.Open(folder.Write(file));

        Assert.That(weights.GetInfo("w"), Is.EqualTo(new WeightInfo("w", dataType, [2])));
        Assert.That(weights.ReadBytes("w"), Is.EqualTo(storage));
        Assert.That(weights.ReadFloat32("w"), Is.EqualTo(expected));
    }

    [TestCaseSource(nameof(Storages))]
    public void Integers_AreReadExactly(string storageClass, WeightDataType dataType, byte[] storage, float[] expected)
    {
        using var folder = new TemporaryFolder();
        byte[] file = CheckpointBuilder.OfTensor(legacy: false, TensorSpec.Contiguous("0", storageClass, 2), storage);
        using WeightCollection weights = WeightFile.Open(folder.Write(file));

        if (dataType.IsFloatingPoint())
            Assert.That(() => weights.ReadInt64("w"), Throws.TypeOf<WeightFormatException>().With.Message.Contains("integers"));
        else
            Assert.That(weights.ReadInt64("w").Select(x => (float)x), Is.EqualTo(expected));
    }

    private static TestCaseData Case<T>(string storageClass, WeightDataType dataType, T[] storage, float[] expected)
        where T : unmanaged =>
        new TestCaseData(storageClass, dataType, MemoryMarshal.AsBytes<T>(storage).ToArray(), expected).SetArgDisplayNames(storageClass);
}
