using NUnit.Framework;
using Sige.Graphs;
using Sige.Lowering;
using Sige.Models;
using Sige.Tensors;
using Sige.Tests.Sessions;

namespace Sige.Tests.Lowering;

/// <summary>What the fusions make of the parts of denoising networks, and of whole ones.</summary>
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class UNetLoweringTests
{
    private static readonly RandomParameters Parameters = new(1);

    private readonly GraphBuilder _graph = new();
    private readonly Value _x;
    private readonly Value _time;

    public UNetLoweringTests()
    {
        _x = _graph.Input("x", new TensorShape(1, 8, 16, 4));
        _time = _graph.Input("t", new TensorShape(1, 1, 1, 4), role: InputRole.Condition);
    }

    [Test]
    public void AVectorBecomesAnImageBiasOfAConvolutionThatWaitsForIt()
    {
        Value c = Conv(_x, "c");
        ExecutionPlan plan = Lower(_graph.Activate(_graph.AddVector(c, Linear(_time, "v", 4)), Activation.Silu));

        Assert.That(plan.Steps.Select(step => step.Name), Is.EqualTo(new[] { "v", "c" }));
        var convolution = (ConvolutionStep)plan.Steps[1];
        Assert.That(convolution.ImageBias?.Tensor, Is.SameAs(plan.Steps[0].Target));
        Assert.That(convolution.Activation, Is.EqualTo(Activation.Silu));
        Assert.That(plan.Placement(plan.Steps[0].Target!).Storage, Is.EqualTo(TensorStorage.Recorded));
        Assert.That(plan.Placement(plan.Steps[0].Target!).IsOfPicture, Is.False);
    }

    [Test]
    public void AVectorAddedToASharedTensorStaysAStep()
    {
        Value c = Conv(_x, "c");
        ExecutionPlan plan = Lower(_graph.Add(c, _graph.AddVector(c, Linear(_time, "v", 4))));

        Assert.That(plan.Steps.Select(step => step.Kind), Is.EqualTo(new[] { "conv3x3", "conv1x1", "add vector", "add" }));
    }

    [Test]
    public void ScaleAndShiftJoinTheStatistics()
    {
        Value normal = _graph.GroupNorm(Conv(_x, "a"), 2);
        Value modulated = _graph.ScaleShift(normal, Linear(_time, "scale", 4), Linear(_time, "shift", 4));
        ExecutionPlan plan = Lower(Conv(_graph.Activate(modulated, Activation.Silu), "b"));

        Assert.That(plan.Steps.Select(step => step.Kind), Is.EqualTo(new[] { "conv3x3", "conv1x1", "statistics", "conv3x3" }));
        var statistics = (StatisticsStep)plan.Steps[2];
        Assert.That(statistics.ImageScale, Is.EqualTo(new Operand(plan.Steps[1].Target!, 0, 4)));
        Assert.That(statistics.ImageShift, Is.EqualTo(new Operand(plan.Steps[1].Target!, 4, 4)));
        Assert.That(plan.CanUpdate(statistics), Is.True);
        Assert.That(((ConvolutionStep)plan.Steps[3]).Prologue, Is.SameAs(statistics.Result));
        Assert.That(((ConvolutionStep)plan.Steps[3]).PrologueActivation, Is.EqualTo(Activation.Silu));
    }

    [Test]
    public void AModulatedNormalisationThatIsReadElsewhereStaysAsItIs()
    {
        Value normal = _graph.GroupNorm(Conv(_x, "a"), 2);
        ExecutionPlan plan = Lower(_graph.Add(normal, _graph.ScaleShift(normal, Linear(_time, "scale", 4), _graph.Input("s", _time.Shape, role: InputRole.Condition))));

        Assert.That(plan.Steps.Select(step => step.Kind), Is.EqualTo(new[] { "conv3x3", "statistics", "activate", "conv1x1", "modulate", "add" }));
        Assert.That(plan.Steps.OfType<StatisticsStep>().Single().ImageScale, Is.Null);
    }

    [Test]
    public void PoolingTakesThePrologue()
    {
        ExecutionPlan plan = Lower(Conv(_graph.AveragePool(_graph.Activate(_graph.GroupNorm(Conv(_x, "a"), 2), Activation.Silu)), "b"));

        Assert.That(plan.Steps.Select(step => step.Kind), Is.EqualTo(new[] { "conv3x3", "statistics", "pool", "conv3x3" }));
        var pool = (AveragePoolStep)plan.Steps[2];
        Assert.That(pool.Source.Tensor, Is.SameAs(plan.Steps[0].Target));
        Assert.That(pool.Prologue, Is.SameAs(((StatisticsStep)plan.Steps[1]).Result));
        Assert.That(pool.PrologueActivation, Is.EqualTo(Activation.Silu));
        Assert.That(plan.Placement(plan.Steps[0].Target!).Storage, Is.EqualTo(TensorStorage.Recorded));
    }

    [Test]
    public void AnEnlargementOfANormalisedTensorBecomesAnIndexMap()
    {
        Value normal = _graph.Activate(_graph.GroupNorm(Conv(_x, "a"), 2), Activation.Silu);
        ExecutionPlan plan = Lower(Conv(_graph.ResizeNearest(normal, new Resolution(16, 32)), "b"));

        Assert.That(plan.Steps.Select(step => step.Kind), Is.EqualTo(new[] { "conv3x3", "statistics", "conv3x3" }));
        var last = (ConvolutionStep)plan.Steps[2];
        Assert.That(last.Source, Is.EqualTo(new Operand(plan.Steps[0].Target!, 0, 4, 1)));
        Assert.That(last.Prologue, Is.SameAs(((StatisticsStep)plan.Steps[1]).Result));
        Assert.That(last.PrologueActivation, Is.EqualTo(Activation.Silu));
    }

    [Test]
    public void AnAdditionComputedBeforeItsOtherInputMovesTheConvolution()
    {
        Value h = Conv(_graph.AveragePool(_x), "h");
        ExecutionPlan plan = Lower(_graph.Add(h, _graph.AveragePool(_x, "shortcut")));

        Assert.That(plan.Steps.Select(step => step.Kind), Is.EqualTo(new[] { "pool", "pool", "conv3x3" }));
        Assert.That(((ConvolutionStep)plan.Steps[2]).Residual?.Tensor, Is.SameAs(plan.Steps[1].Target));
    }

    [Test]
    public void KeyAndValueAreOneConvolution()
    {
        Value c = Conv(_x, "c");
        Value normal = _graph.GroupNorm(c, 2);
        Value attention = _graph.Attention(Linear(normal, "q", 4), Linear(normal, "k", 4), Linear(normal, "v", 8), 2);
        ExecutionPlan plan = Lower(_graph.Add(c, Linear(attention, "p", 4)));

        Assert.That(plan.Steps.Select(step => step.Kind), Is.EqualTo(new[] { "conv3x3", "statistics", "conv1x1", "conv1x1", "attention", "conv1x1" }));
        PlanTensor query = plan.Steps[2].Target!, joined = plan.Steps[3].Target!;
        Assert.That((query.Name, joined.Name), Is.EqualTo(("q", "k+v")));
        var step = (AttentionStep)plan.Steps[4];
        Assert.That(step.Operands, Is.EqualTo(new[] { new Operand(query, 0, 4), new Operand(joined, 0, 4), new Operand(joined, 4, 8) }));
        Assert.That(step.Operands.Select(step.ReadsPointwise), Is.EqualTo(new[] { true, false, false }));
        Assert.That(((ConvolutionStep)plan.Steps[5]).Residual?.Tensor, Is.SameAs(plan.Steps[0].Target));
        Assert.That(plan.Placement(plan.Steps[4].Target!).Storage, Is.EqualTo(TensorStorage.Transient));
    }

    [Test]
    public void NothingButWhatCannotBeFusedIsLeft([Values] TimeForm kind)
    {
        Graph graph = SmallUNet.Build(kind);
        ExecutionPlan plan = ExecutionPlan.Create(graph.Lower());

        string[] kinds = [.. plan.Steps.Select(step => step.Kind).Distinct()];
        string[] expected = ["time embedding", "conv1x1", "conv3x3", "statistics", "attention"];
        string[] more = kind switch
        {
            TimeForm.Adaptive => ["pool"],
            TimeForm.Conditional => ["layer norm", "gate"],
            _ => [],
        };
        Assert.That(kinds, Is.EquivalentTo(expected.Concat(more)));
        Assert.That(plan.Steps.Count(step => step.Kind == "pool"), Is.EqualTo(graph.Nodes.OfType<AveragePoolNode>().Count()));
        Assert.That(plan.Steps.Count(step => step.Kind == "attention"), Is.EqualTo(kind == TimeForm.Conditional ? 6 : 3));
        Assert.That(plan.Steps.Count(step => step.Resolution == new Resolution(1, 1)), Is.EqualTo(4), "embedding, two layers, and all projections as one");
        int main = graph.Nodes.OfType<ConvolutionNode>().Count(node => node.Output.Shape.H > 1);
        int joined = kind == TimeForm.Conditional ? 2 * 3 : 3;
        Assert.That(plan.Steps.OfType<ConvolutionStep>().Count(step => step.Resolution.H > 1), Is.EqualTo(main - joined), "key and value are one, and both halves of a gate");
        Assert.That(plan.Steps.Count(step => step.Resolution == new Resolution(1, 7)), Is.EqualTo(kind == TimeForm.Conditional ? 1 : 0), "keys and values of the text");
        Assert.That(plan.MultiplyAdds, Is.EqualTo(graph.MultiplyAdds));
    }

    [TestCase("ddpm-church-256")]
    [TestCase("pd-church-256")]
    [TestCase("pd-church-128")]
    public void NothingElseIsLeftOfThePublishedNetworks(string configuration)
    {
        ExecutionPlan plan = ExecutionPlan.Create(DiffusionUNet.Random(UNetConfiguration.BuiltIn(configuration)).BuildGraph().Lower());

        string[] kinds = ["time embedding", "conv1x1", "conv3x3", "statistics", "attention", "pool"];
        Assert.That(plan.Steps.Select(step => step.Kind).Distinct(), Is.SubsetOf(kinds));
        Assert.That(plan.Steps.Count(step => step.Resolution == new Resolution(1, 1)), Is.EqualTo(4));
    }

    [Test]
    public void StepsRunBehindWhatTheyRead([Values] TimeForm kind, [Values] bool fused)
    {
        ExecutionPlan plan = ExecutionPlan.Create(SmallUNet.Build(kind).Lower(), fused ? new LoweringOptions() : LoweringOptions.Unfused);

        HashSet<PlanValue> there = [.. plan.Inputs];
        foreach (PlanStep step in plan.Steps)
        {
            Assert.That(step.Operands.Select(operand => operand.Tensor).Distinct(), Is.SubsetOf(there), step.Name);
            Assert.That(step.Affines, Is.SubsetOf(there), step.Name);
            there.Add(step.Product);
        }

        Assert.That(plan.Tensors.Select(tensor => tensor.Name), Is.Unique);
    }

    private ExecutionPlan Lower(Value output)
    {
        _graph.Output("y", output);
        return ExecutionPlan.Create(_graph.Build().Lower());
    }

    private Value Conv(Value x, string name) => _graph.Conv2D(
        x, Parameters.Get($"{name}.weight", [4, x.Shape.C, 3, 3]), Parameters.Get($"{name}.bias", [4]), name: name);

    private Value Linear(Value x, string name, int channels) =>
        _graph.Linear(x, Parameters.Get($"{name}.weight", [channels, x.Shape.C]), Parameters.Get($"{name}.bias", [channels]), name);
}
