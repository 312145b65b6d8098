using NUnit.Framework;
using Sige.Weights;

namespace Sige.Tests.Weights;

/// <summary>Small hand-made checkpoints in both formats.</summary>
[TestFixture(false)]
[TestFixture(true)]
internal sealed class TorchReaderTests(bool legacy)
{
    private static readonly float[] Counting = [0, 1, 2, 3, 4, 5];

    private readonly TemporaryFolder _folder = new();

    [OneTimeTearDown]
    public void RemoveFolder() => _folder.Dispose();

    [Test]
    public void Contiguous_IsReadAsStored()
    {
        Check(new TensorSpec("0", "FloatStorage", 6, 0, [2, 3], [3, 1]), [2, 3], Counting);
    }

    [Test]
    public void Transposed_IsReadRowMajor()
    {
        Check(new TensorSpec("0", "FloatStorage", 6, 0, [3, 2], [1, 3]), [3, 2], [0, 3, 1, 4, 2, 5]);
    }

    [Test]
    public void Sliced_SkipsTheRest()
    {
        Check(new TensorSpec("0", "FloatStorage", 6, 1, [2, 2], [3, 1]), [2, 2], [1, 2, 4, 5]);
    }

    [Test]
    public void Expanded_RepeatsElements()
    {
        Check(new TensorSpec("0", "FloatStorage", 6, 4, [2, 2], [0, 1]), [2, 2], [4, 5, 4, 5]);
    }

    [Test]
    public void Scalar_HasOneElement()
    {
        Check(new TensorSpec("0", "FloatStorage", 6, 5, [], []), new WeightShape(), [5]);
    }

    [Test]
    public void Empty_HasNone()
    {
        Check(new TensorSpec("0", "FloatStorage", 6, 6, [0, 3], [3, 1]), [0, 3], []);
    }

    [Test]
    public void SharedStorage_IsSeenByBothTensors()
    {
        CheckpointBuilder builder = new() { Legacy = legacy };
        byte[] file = builder.Storage("0", Counting).Build(p =>
        {
            builder.Member(p.Op('}'), "a", new TensorSpec("0", "FloatStorage", 6, 0, [6], [1]));
            builder.Member(p, "b", new TensorSpec("0", "FloatStorage", 6, 3, [3], [1]));
        });

        using WeightCollection weights = Open(file);

        Assert.That(weights.ReadFloat32("a"), Is.EqualTo(Counting));
        Assert.That(weights.ReadFloat32("b"), Is.EqualTo(Counting[3..]));
    }

    [Test]
    public void OneSection_IsUnwrapped()
    {
        using WeightCollection weights = Open(Nested(("epoch", null), ("state_dict", ["conv.weight"])));

        Assert.That(weights.UnwrappedSection, Is.EqualTo("state_dict"));
        Assert.That(weights.Entries.Select(info => info.Name), Is.EqualTo(new[] { "conv.weight" }));
        Assert.That(weights.Select("state_dict").Contains("conv.weight"), Is.True);
    }

    [Test]
    public void SeveralSections_KeepTheirKeys()
    {
        using WeightCollection weights = Open(Nested(("model", ["w"]), ("ema", ["w"])));

        Assert.That(weights.Entries.Select(info => info.Name), Is.EqualTo(new[] { "model.w", "ema.w" }));
        Assert.That(weights.SelectFirst("params_ema", "ema", "model").UnwrappedSection, Is.EqualTo("ema"));
        Assert.That(
            () => weights.Select("state_dict"),
            Throws.TypeOf<WeightFormatException>().With.Message.Contains("'model', 'ema'"));
    }

    [Test]
    public void Parameters_Sizes_AndPythonTwoDictionaries_AreUnderstood()
    {
        CheckpointBuilder builder = new() { Legacy = legacy };
        byte[] file = builder.Storage("0", Counting).Build(p =>
        {
            // OrderedDict([["w", Parameter(tensor)], ["size", torch.Size([2])]]), as Python 2 pickles it
            p.Global("collections", "OrderedDict").Op(']').Op('(');
            p.Op(']').Op('(').Raw((byte)'U', 1, (byte)'w').Global("torch._utils", "_rebuild_parameter").Op('(');
            builder.Tensor(p, TensorSpec.Contiguous("0", "FloatStorage", 6)).Raw(0x88).OrderedDict().Op('t').Op('R').Op('e');
            p.Op(']').Op('(').Text("size").Global("torch", "Size").Ints(2).Raw(0x85).Op('R').Op('e');
            p.Op('e').Raw(0x85).Op('R');
        });

        using WeightCollection weights = Open(file);

        Assert.That(weights.ReadFloat32("w"), Is.EqualTo(Counting));
    }

    [Test]
    public void NumpyScalars_AreReadOver()
    {
        CheckpointBuilder builder = new() { Legacy = legacy };
        byte[] file = builder.Storage("0", Counting).Build(p =>
        {
            p.Op('}').Text("best").Global("numpy.core.multiarray", "scalar");
            p.Global("numpy", "dtype").Text("f8").Int(0).Int(1).Raw(0x87).Op('R');
            p.Op('(').Int(3).Text("<").Op('N').Op('N').Op('N').Int(-1).Int(-1).Int(0).Op('t').Op('b');
            p.Global("_codecs", "encode").Text("0123").Text("latin1").Raw(0x86).Op('R').Raw(0x86).Op('R').Op('s');
            builder.Member(p, "w", TensorSpec.Contiguous("0", "FloatStorage", 6));
        });

        using WeightCollection weights = Open(file);

        Assert.That(weights.Entries.Select(info => info.Name), Is.EqualTo(new[] { "w" }));
    }

    [Test]
    public void ModuleVersions_AreReadOver()
    {
        CheckpointBuilder builder = new() { Legacy = legacy };
        byte[] file = builder.Storage("0", Counting).Build(p =>
        {
            builder.Member(p.OrderedDict(), "w", TensorSpec.Contiguous("0", "FloatStorage", 6));
            p.Op('}').Text("_metadata").OrderedDict().Op('s').Op('b');
        });

        using WeightCollection weights = Open(file);

        Assert.That(weights.ReadFloat32("w"), Is.EqualTo(Counting));
    }

    [Test]
    public void RepeatedKey_TakesTheLastValue()
    {
        CheckpointBuilder builder = new() { Legacy = legacy };
        byte[] file = builder.Storage("0", Counting).Build(p =>
        {
            builder.Member(p.Op('}'), "w", TensorSpec.Contiguous("0", "FloatStorage", 6));
            builder.Member(p, "w", new TensorSpec("0", "FloatStorage", 6, 2, [1], [1]));
        });

        using WeightCollection weights = Open(file);

        Assert.That(weights.ReadFloat32("w"), Is.EqualTo(new[] { 2f }));
    }

    private byte[] Nested(params (string Key, string[]? Names)[] sections)
    {
        CheckpointBuilder builder = new() { Legacy = legacy };
        return builder.Storage("0", Counting).Build(p =>
        {
            p.Op('}');
            foreach ((string key, string[]? names) in sections)
            {
                p.Text(key).Op('}');
                foreach (string name in names ?? [])
                    builder.Member(p, name, TensorSpec.Contiguous("0", "FloatStorage", 6));
                p.Op('s');
            }
        });
    }

    private void Check(TensorSpec tensor, WeightShape shape, float[] expected)
    {
        byte[] storage = [.. Counting.SelectMany(BitConverter.GetBytes)];
        using WeightCollection weights = Open(CheckpointBuilder.OfTensor(legacy, tensor, storage));

        Assert.That(weights.GetInfo("w").Shape, Is.EqualTo(shape));
        Assert.That(weights.ReadFloat32("w"), Is.EqualTo(expected));
    }

    private WeightCollection Open(byte[] content) => WeightFile.Open(_folder.Write(content));
}
