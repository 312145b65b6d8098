using NUnit.Framework;
using Sige.Tests.Cli;
using Sige.Weights;

namespace Sige.Tests.Weights;

/// <summary>Tensors that are no plain arrays are listed beside the weights, and left out of conversions by name.</summary>
[TestFixture(false)]
[TestFixture(true)]
internal sealed class ListedTensorTests(bool legacy)
{
    private readonly TemporaryFolder _folder = new();

    [OneTimeTearDown]
    public void RemoveFolder() => _folder.Dispose();

    [Test]
    public void Quantised() => Check("quint8", [2, 2], (p, builder) => Quantised(p, builder, "QUInt8Storage", 4));

    [Test]
    public void QuantisedAndPacked() => Check("quint4x2", [2, 2], (p, builder) => Quantised(p, builder, "QUInt4x2Storage", 2));

    [Test]
    public void Complex() => Check("complex64", [1], (p, builder) =>
        builder.TypedTensor(p, new TensorSpec("b", "storage.UntypedStorage", 8, 0, [1], [1]), "complex64"));

    [Test]
    public void Sparse() => Check("sparse float32", [100, 100], (p, builder) =>
    {
        p.Global("torch._utils", "_rebuild_sparse_tensor").Op('(').Global("torch.serialization", "_get_layout").Text("torch.sparse_coo").Raw(0x85).Op('R').Op('(');
        builder.Tensor(p, TensorSpec.Contiguous("0", "FloatStorage", 4));
        builder.Tensor(p, TensorSpec.Contiguous("0", "FloatStorage", 4)).Ints(100, 100).Raw(0x88);
        return p.Op('t').Op('t').Op('R');
    });

    [Test]
    public void WithoutData() => Check("meta float32", [5], (p, _) =>
        p.Global("torch._utils", "_rebuild_meta_tensor_no_storage").Op('(').Global("torch", "float32").Ints(5).Ints(1).Raw(0x89).Op('t').Op('R'));

    [Test]
    public void ShapesThatAddUpBeyondCounting_AreRefused()
    {
        byte[] file = CheckpointBuilder.OfRoot(legacy, p =>
            p.Op('}').Text("q").Global("torch._utils", "_rebuild_meta_tensor_no_storage").Op('(').Global("torch", "float32").Ints(1L << 50).Ints(1).Raw(0x89).Op('t').Op('R').Op('s'));

        Assert.That(() => WeightFile.Open(_folder.Write(file)), Refusal.With("too large"));
    }

    [Test]
    public void CheckpointsOfNothingElse_AreNotConverted()
    {
        string source = Write((p, builder) => Quantised(p, builder, "QUInt8Storage", 4), withWeights: false);

        Assert.That(() => WeightConverter.Convert(source, _folder["out"], new WeightConversionOptions()), Refusal.With("'quint8'"));
    }

    private void Check(string type, long[] shape, Func<PickleBuilder, CheckpointBuilder, PickleBuilder> tensor)
    {
        string source = Write(tensor, withWeights: true);
        using (WeightCollection weights = WeightFile.Open(source))
        {
            Assert.That(weights.ReadFloat32("w"), Is.EqualTo(new[] { 0f, 1, 2, 3 }));
            Assert.That(weights.GetInfo("q").TypeName, Is.EqualTo(type));
            Assert.That(weights.GetInfo("q").Shape, Is.EqualTo(new WeightShape(shape)));
            Assert.That(() => weights.ReadFloat32("q"), Refusal.With($"'q' of shape {new WeightShape(shape)} holds elements of type '{type}'"));
        }

        CommandRun inspected = CommandRun.Of("inspect", source);
        CommandRun converted = CommandRun.Of("convert", source, _folder["out"]);

        Assert.That(inspected.Output, Does.Contain(type));
        Assert.That(converted.ExitCode, Is.Zero, converted.Error);
        Assert.That(converted.ErrorLines, Has.Exactly(1).Items.And.One.Contains($"q ({type})"));
        using WeightCollection after = WeightFile.Open(_folder["out"]);
        Assert.That(after.Entries.Select(info => info.Name), Is.EqualTo(new[] { "w" }));
    }

    private string Write(Func<PickleBuilder, CheckpointBuilder, PickleBuilder> tensor, bool withWeights)
    {
        CheckpointBuilder builder = new() { Legacy = legacy };
        return _folder.Write(builder.Storage("0", 0f, 1f, 2f, 3f).Bytes("b", 1, 2, 3, 4, 5, 6, 7, 8).Bytes("q", 1, 2, 3, 4).Bytes("h", 1, 2).Build(p =>
        {
            // The legacy format wants every storage to be some tensor's.
            p.Op('}').Text("ids").Op('(');
            builder.StorageId(p, TensorSpec.Contiguous("b", "storage.UntypedStorage", 8));
            builder.StorageId(p, TensorSpec.Contiguous("0", "FloatStorage", 4));
            builder.StorageId(p, TensorSpec.Contiguous("q", "QUInt8Storage", 4));
            builder.StorageId(p, TensorSpec.Contiguous("h", "QUInt4x2Storage", 2)).Op('t').Op('s');
            tensor(p.Text("q"), builder).Op('s');
            if (withWeights)
                builder.Member(p, "w", TensorSpec.Contiguous("0", "FloatStorage", 4));
        }));
    }

    private static PickleBuilder Quantised(PickleBuilder pickle, CheckpointBuilder builder, string storageClass, long units)
    {
        pickle.Global("torch._utils", "_rebuild_qtensor").Op('(');
        builder.StorageId(pickle, new TensorSpec(units == 4 ? "q" : "h", storageClass, units, 0, [2, 2], [2, 1])).Int(0).Ints(2, 2).Ints(2, 1);
        return pickle.Op('(').Global("torch", "per_tensor_affine").Raw((byte)'G').UInt64(0).Int(0).Op('t').Raw(0x89).OrderedDict().Op('t').Op('R');
    }
}
