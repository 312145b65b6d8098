using System.Buffers.Binary;
using NUnit.Framework;
using Sige.Weights;

namespace Sige.Tests.Weights;

internal sealed class SafetensorsWriterTests
{
    private static readonly WeightData[] Tensors =
    [
        WeightData.FromFloat32("b", [2], new[] { 1f, float.NaN }),
        new(new WeightInfo("h", WeightDataType.Float16, [1]), bytes => BinaryPrimitives.WriteHalfLittleEndian(bytes, (Half)0.5f)),
        new(new WeightInfo("n", WeightDataType.Int64, new WeightShape()), bytes => BinaryPrimitives.WriteInt64LittleEndian(bytes, -7)),
        WeightData.FromFloat32("a \"quoted\" ü", [1, 1], new[] { -0f }),
        WeightData.FromFloat32("empty", [0, 4], Array.Empty<float>()),
    ];

    private TemporaryFolder _folder = null!;

    [SetUp]
    public void MakeFolder() => _folder = new TemporaryFolder();

    [TearDown]
    public void RemoveFolder() => _folder.Dispose();

    [Test]
    public void Write_ThenOpen_GivesTheSameBits()
    {
        SafetensorsWriter.Write(_folder["w"], Tensors, new Dictionary<string, string> { ["made by"] = "a test" });

        using WeightCollection weights = WeightFile.Open(_folder["w"]);

        Assert.That(weights.Entries, Is.EquivalentTo(Tensors.Select(tensor => tensor.Info)));
        Assert.That(weights.Metadata, Is.EqualTo(new Dictionary<string, string> { ["made by"] = "a test" }));
        foreach (WeightData tensor in Tensors)
        {
            var expected = new byte[tensor.Info.ByteSize];
            tensor.Produce(expected);
            Assert.That(weights.ReadBytes(tensor.Info.Name), Is.EqualTo(expected), tensor.Info.Name);
        }
    }

    [Test]
    public void Write_InAnyOrder_GivesTheSameFile()
    {
        SafetensorsWriter.Write(_folder["a"], Tensors);
        SafetensorsWriter.Write(_folder["b"], Tensors.Reverse());

        Assert.That(File.ReadAllBytes(_folder["b"]), Is.EqualTo(File.ReadAllBytes(_folder["a"])));
    }

    [Test]
    public void Write_AlignsHeaderAndTensors()
    {
        SafetensorsWriter.Write(_folder["w"], Tensors);

        byte[] file = File.ReadAllBytes(_folder["w"]);
        long header = BinaryPrimitives.ReadInt64LittleEndian(file);

        Assert.That(header % 8, Is.Zero);
        Assert.That(file[8], Is.EqualTo((byte)'{'));
        Assert.That(file[(int)(8 + header)..].AsSpan(0, 8).ToArray(), Is.EqualTo(BitConverter.GetBytes(-7L)), "the widest type comes first");
    }

    [Test]
    public void Write_ThatFails_LeavesTheOldFileAndNoOther()
    {
        File.WriteAllText(_folder["w"], "old");
        WeightData broken = new(new WeightInfo("z", WeightDataType.Float32, [1]), _ => throw new InvalidOperationException("no data"));

        Assert.That(
            () => SafetensorsWriter.Write(_folder["w"], [.. Tensors, broken]),
            Throws.InvalidOperationException.With.Message.EqualTo("no data"));
        Assert.That(File.ReadAllText(_folder["w"]), Is.EqualTo("old"));
        Assert.That(_folder.Files, Has.Length.EqualTo(1));
    }

    [Test]
    public void Write_WhenCancelled_LeavesNothing()
    {
        using var source = new CancellationTokenSource();
        var written = new List<string>();
        var progress = new Immediate<WeightInfo>(info =>
        {
            written.Add(info.Name);
            source.Cancel();
        });

        Assert.That(
            () => SafetensorsWriter.Write(_folder["w"], Tensors, metadata: null, progress, source.Token),
            Throws.InstanceOf<OperationCanceledException>());
        Assert.That(written, Is.EqualTo(new[] { "n" }));
        Assert.That(_folder.Files, Is.Empty);
    }

    [TestCase("b")]
    [TestCase("__metadata__")]
    public void Write_OfATakenName_IsRefused(string name) =>
        Assert.That(
            () => SafetensorsWriter.Write(_folder["w"], [.. Tensors, WeightData.FromFloat32(name, [1], new[] { 1f })]),
            Throws.ArgumentException.With.Message.Contains(name));

    [Test]
    public void Write_IntoAMissingFolder_IsAnIOException() =>
        Assert.That(
            () => SafetensorsWriter.Write(Path.Combine(_folder["nowhere"], "w"), Tensors),
            Throws.InstanceOf<IOException>());
}
