using NUnit.Framework;
using Sige.Weights;

namespace Sige.Tests.Weights;

/// <summary>What training keeps beside the weights is read over, whatever it is; weights in unusual dress are found.</summary>
[TestFixture(false)]
[TestFixture(true)]
internal sealed class TrainingStateTests(bool legacy)
{
    private static readonly float[] Counting = [0, 1, 2, 3];

    private readonly TemporaryFolder _folder = new();

    private static IEnumerable<TestCaseData> Values => TrainingValue.All.Select(value => new TestCaseData(value.Write).SetArgDisplayNames(value.Name));

    [OneTimeTearDown]
    public void RemoveFolder() => _folder.Dispose();

    [TestCaseSource(nameof(Values))]
    public void ValueBesideTheWeights_IsReadOver(Delegate write)
    {
        using WeightCollection weights = Open((p, builder) =>
        {
            p.Op('}').Text("state");
            ((Func<PickleBuilder, PickleBuilder>)write)(p).Op('s').Text("model").OrderedDict();
            builder.Member(p, "w", TensorSpec.Contiguous("0", "FloatStorage", 4)).Op('s');
        });

        Assert.That(weights.UnwrappedSection, Is.EqualTo("model"));
        Assert.That(weights.Entries, Is.EqualTo(new[] { new WeightInfo("w", WeightDataType.Float32, [4]) }));
        Assert.That(weights.ReadFloat32("w"), Is.EqualTo(Counting));
    }

    [TestCaseSource(nameof(Values))]
    public void ValueAsAKey_IsReadOver(Delegate write)
    {
        using WeightCollection weights = Open((p, builder) =>
        {
            p.Op('}');
            ((Func<PickleBuilder, PickleBuilder>)write)(p).Int(1).Op('s');
            builder.Member(p, "w", TensorSpec.Contiguous("0", "FloatStorage", 4));
        });

        Assert.That(weights.ReadFloat32("w"), Is.EqualTo(Counting));
    }

    [Test]
    public void DefaultDictionaries_HoldTensors()
    {
        using WeightCollection weights = Open((p, builder) =>
        {
            p.Global("collections", "defaultdict").Global("builtins", "dict").Raw(0x85).Op('R');
            builder.Member(p, "w", TensorSpec.Contiguous("0", "FloatStorage", 4));
        });

        Assert.That(weights.ReadFloat32("w"), Is.EqualTo(Counting));
    }

    [Test]
    public void ParametersWithAttributes_AreTensors()
    {
        using WeightCollection weights = Open((p, builder) =>
        {
            p.Op('}').Text("w").Global("torch._utils", "_rebuild_parameter_with_state").Op('(');
            builder.Tensor(p, TensorSpec.Contiguous("0", "FloatStorage", 4)).Raw(0x88).OrderedDict();
            p.Op('}').Text("note").Int(1).Op('s').Op('t').Op('R').Op('s');
        });

        Assert.That(weights.ReadFloat32("w"), Is.EqualTo(Counting));
    }

    [Test]
    public void TensorsWithAttributes_AreTensors()
    {
        TensorSpec tensor = TensorSpec.Contiguous("0", "FloatStorage", 4);
        using WeightCollection weights = Open((p, builder) =>
        {
            p.Op('}').Text("w").Global("torch._tensor", "_rebuild_from_type_v2").Op('(').Global("torch._utils", "_rebuild_tensor_v2").Global("torch", "Tensor").Op('(');
            builder.StorageId(p, tensor).Int(0).Ints(tensor.Size).Ints(tensor.Stride).Raw(0x89).OrderedDict().Op('t');
            p.Op('}').Text("note").Int(1).Op('s').Op('t').Op('R').Op('s');
        });

        Assert.That(weights.ReadFloat32("w"), Is.EqualTo(Counting));
    }

    [Test]
    public void TensorsOfVersionOne_AreTensors()
    {
        TensorSpec tensor = TensorSpec.Contiguous("0", "FloatStorage", 4);
        using WeightCollection weights = Open((p, builder) =>
        {
            p.Op('}').Text("w").Global("torch._utils", "_rebuild_tensor").Op('(');
            builder.StorageId(p, tensor).Int(0).Ints(tensor.Size).Ints(tensor.Stride).Op('t').Op('R').Op('s');
        });

        Assert.That(weights.ReadFloat32("w"), Is.EqualTo(Counting));
    }

    [Test]
    public void Names_OffTheList_AreNamed_AndModulesToldApart()
    {
        AssertRefused(p => p.Global("__main__", "Net").Op(')').Raw(0x81), "a pickled module, an object of class '__main__.Net'");
        AssertRefused(p => p.Op('}').Text("model").Global("models.networks", "SPADEGenerator").Op(')').Raw(0x81), "holds a Python object of class 'models.networks.SPADEGenerator'");
        AssertRefused(p => p.Op('}').Text("f").Global("functools", "partial"), "the name 'functools.partial'");
    }

    private void AssertRefused(Action<PickleBuilder> root, string reason)
    {
        string path = _folder.Write(CheckpointBuilder.OfRoot(legacy, root));

        Assert.That(() => WeightFile.Open(path), Refusal.With(reason).And.Message.Contains("state_dict").And.Message.Not.Contains("pickle:"));
    }

    private WeightCollection Open(Action<PickleBuilder, CheckpointBuilder> root)
    {
        CheckpointBuilder builder = new() { Legacy = legacy };
        return WeightFile.Open(_folder.Write(builder.Storage("0", Counting).Build(p => root(p, builder))));
    }
}
