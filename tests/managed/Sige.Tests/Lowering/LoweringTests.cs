using NUnit.Framework;
using Sige.Devices;
using Sige.Graphs;
using Sige.Lowering;
using Sige.Models;
using Sige.Tensors;
using Sige.Weights;

namespace Sige.Tests.Lowering;

/// <summary>What each fusion makes of the smallest graph that it applies to, and of the published networks.</summary>
internal sealed class LoweringTests
{
    private static readonly RandomParameters Parameters = new(1);

    [Test]
    public void ActivationBecomesAnEpilogue()
    {
        ConvolutionStep step = Single<ConvolutionStep>((graph, x) => graph.Activate(Conv(graph, x, "c", 4), Activation.Relu));

        Assert.That(step.Activation, Is.EqualTo(Activation.Relu));
    }

    [Test]
    public void ActivationOfASharedTensorStaysAStep()
    {
        ExecutionPlan plan = Lower((graph, x) =>
        {
            Value c = Conv(graph, x, "c", 4);
            return graph.Add(graph.Activate(c, Activation.Relu), c);
        });

        Assert.That(plan.Steps.Select(step => step.Kind), Is.EqualTo(new[] { "conv3x3", "activate", "add" }));
    }

    [Test]
    public void AdditionJoinsTheConvolutionComputedLast()
    {
        ExecutionPlan plan = Lower((graph, x) =>
            graph.Activate(graph.Add(Conv(graph, x, "first", 4, 1), Conv(graph, x, "last", 4)), Activation.Silu));

        Assert.That(plan.Steps.Select(step => step.Name), Is.EqualTo(new[] { "first", "last" }));
        var last = (ConvolutionStep)plan.Steps[1];
        Assert.That(last.Residual?.Tensor, Is.SameAs(plan.Steps[0].Target));
        Assert.That(last.Activation, Is.EqualTo(Activation.Silu));
        Assert.That(plan.Placement(plan.Steps[0].Target!).Storage, Is.EqualTo(TensorStorage.Transient));
    }

    [Test]
    public void NormalisationBecomesAPrologue()
    {
        ExecutionPlan plan = Lower((graph, x) =>
            Conv(graph, graph.Activate(graph.GroupNorm(Conv(graph, x, "a", 4), 2), Activation.Silu), "b", 4));

        Assert.That(plan.Steps.Select(step => step.Kind), Is.EqualTo(new[] { "conv3x3", "statistics", "conv3x3" }));
        var last = (ConvolutionStep)plan.Steps[2];
        Assert.That(last.Prologue, Is.SameAs(((StatisticsStep)plan.Steps[1]).Result));
        Assert.That(last.PrologueActivation, Is.EqualTo(Activation.Silu));
        Assert.That(plan.Placement(plan.Steps[0].Target!).Storage, Is.EqualTo(TensorStorage.Recorded));
    }

    [Test]
    public void ConcatenationBecomesASecondSourceOfConvolutionAndStatistics()
    {
        ExecutionPlan plan = Lower((graph, x) =>
            Conv(graph, graph.GroupNorm(graph.Concat([Conv(graph, x, "a", 4), Conv(graph, x, "b", 2, 1)]), 3), "c", 4));

        Assert.That(plan.Steps.Select(step => step.Kind), Is.EqualTo(new[] { "conv3x3", "conv1x1", "statistics", "conv3x3" }));
        Assert.That(((StatisticsStep)plan.Steps[2]).Source2?.Tensor, Is.SameAs(plan.Steps[1].Target));
        Assert.That(((ConvolutionStep)plan.Steps[3]).Source2?.Tensor, Is.SameAs(plan.Steps[1].Target));
    }

    [Test]
    public void ResizesBecomeIndexMaps()
    {
        ExecutionPlan plan = Lower((graph, x) =>
        {
            Value small = Conv(graph, graph.ResizeNearest(x, new Resolution(4, 8)), "down", 4);
            Value large = graph.ResizeNearest(small, new Resolution(16, 32));
            return graph.Add(large, Conv(graph, large, "up", 4));
        });

        Assert.That(plan.Steps.Select(step => step.Name), Is.EqualTo(new[] { "down", "up" }));
        Assert.That(((ConvolutionStep)plan.Steps[0]).Source.ScaleLog2, Is.EqualTo(-1));
        Assert.That(((ConvolutionStep)plan.Steps[1]).Source.ScaleLog2, Is.EqualTo(2));
        Assert.That(((ConvolutionStep)plan.Steps[1]).Residual?.ScaleLog2, Is.EqualTo(2));
        Assert.That(plan.Placement(plan.Steps[0].Target!).Storage, Is.EqualTo(TensorStorage.Recorded));
    }

    [Test]
    public void ResizeByAnotherFactorStaysAStep()
    {
        ExecutionPlan plan = Lower((graph, x) => Conv(graph, graph.ResizeNearest(x, new Resolution(24, 48)), "c", 4));

        Assert.That(plan.Steps.Select(step => step.Kind), Is.EqualTo(new[] { "resize", "conv3x3" }));
    }

    [Test]
    public void ConvolutionsOfOneSourceAreJoined()
    {
        ExecutionPlan plan = Lower((graph, x) =>
        {
            Value a = graph.Activate(Conv(graph, x, "a", 4), Activation.Relu);
            Value b = graph.Activate(Conv(graph, x, "b", 6), Activation.Relu);
            return graph.Add(Conv(graph, a, "c", 4), Conv(graph, b, "d", 4));
        });

        Assert.That(plan.Steps.Select(step => step.Name), Is.EqualTo(new[] { "a+b", "c", "d" }));
        Assert.That(((ConvolutionStep)plan.Steps[2]).Source, Is.EqualTo(new Operand(plan.Steps[0].Target!, 4, 6)));
        Assert.That(((ConvolutionStep)plan.Steps[0]).FilterCount, Is.EqualTo(10));
    }

    [Test]
    public void ASpadeBlockIsSevenConvolutions()
    {
        ExecutionPlan plan = ExecutionPlan.Create(GauGan.Random(2).BuildGraph(64, 64).Lower());

        string[] kinds = [.. plan.Steps.Where(step => step.Name.Contains("up_1.")).Select(step => step.Kind)];
        Assert.That(kinds, Is.EquivalentTo(new[] { "labels", "spade", "conv1x1", "spade", "conv3x3", "spade", "conv3x3" }));
        Assert.That(plan.Steps, Has.All.InstanceOf<ConvolutionStep>());
        Assert.That(plan.Steps[^1].Name, Is.EqualTo("conv_img"));
        Assert.That(((ConvolutionStep)plan.Steps[^1]).Activation, Is.EqualTo(Activation.Tanh));
        Assert.That(((ConvolutionStep)plan.Steps[^1]).HasPrologue, Is.False);
    }

    [Test]
    public void SeparableModulationTakesOneStatisticsStep()
    {
        ExecutionPlan plan = ExecutionPlan.Create(GanCompression.Random([2, 2, 2, 2, 2, 2, 2, 2]).BuildGraph(64, 64).Lower());

        PlanStep[] block = [.. plan.Steps.Where(step => step.Name.StartsWith("up_3.norm_1", StringComparison.Ordinal))];
        Assert.That(block.Select(step => step.Kind), Is.EqualTo(new[] { "depthwise", "depthwise", "statistics", "spade" }));
        var spade = (ConvolutionStep)block[3];
        Assert.That(spade.Modulation, Is.EqualTo(Modulation.Split));
        Assert.That(spade.Prologue?.Channels, Is.EqualTo(spade.Source.Channels + spade.Source2!.Value.Channels));
    }

    [Test]
    public void FusionsKeepTheMultiplyAdds([Values] bool fused)
    {
        Graph graph = GanCompression.Random([2, 2, 2, 3, 2, 2, 2, 2]).BuildGraph(64, 128);
        ExecutionPlan plan = ExecutionPlan.Create(graph.Lower(), fused ? new LoweringOptions() : LoweringOptions.Unfused);

        Assert.That(plan.Steps.Sum(step => step.MultiplyAdds), Is.EqualTo(graph.MultiplyAdds));
    }

    [Test]
    public void TransientTensorsThatLiveTogetherLieApart([Values] bool fused)
    {
        Graph graph = GauGan.Random(2).BuildGraph(64, 128);
        ExecutionPlan plan = ExecutionPlan.Create(graph.Lower(), fused ? new LoweringOptions() : LoweringOptions.Unfused);

        for (int i = 0; i < plan.Steps.Count; i++)
        {
            PlanTensor[] live = [.. Live(plan, i)];
            foreach (PlanTensor one in live)
            {
                Assert.That(Start(one) + one.Bytes, Is.LessThanOrEqualTo(plan.ArenaBytes));
                foreach (PlanTensor other in live.Where(other => other != one && Start(other) >= Start(one)))
                    Assert.That(Start(other), Is.GreaterThanOrEqualTo(Start(one) + one.Bytes), $"{one} and {other} at step {i}");
            }
        }

        long Start(PlanTensor tensor) => plan.Placement(tensor).ArenaOffset;
    }

    private static IEnumerable<PlanTensor> Live(ExecutionPlan plan, int step) => plan.Tensors.Where(tensor =>
        plan.Placement(tensor).Storage == TensorStorage.Transient
        && plan.Steps.Take(step + 1).Any(earlier => earlier.Target == tensor)
        && plan.Steps.Skip(step).Any(later => later.Target == tensor || later.Operands.Any(operand => operand.Tensor == tensor)));

    private static T Single<T>(Func<GraphBuilder, Value, Value> describe)
        where T : PlanStep
    {
        ExecutionPlan plan = Lower(describe);
        Assert.That(plan.Steps, Has.Count.EqualTo(1));
        return (T)plan.Steps[0];
    }

    private static ExecutionPlan Lower(Func<GraphBuilder, Value, Value> describe)
    {
        var graph = new GraphBuilder();
        Value x = graph.Input("x", new TensorShape(1, 8, 16, 3));
        graph.Output("y", describe(graph, x));
        return ExecutionPlan.Create(graph.Build().Lower());
    }

    private static Value Conv(GraphBuilder graph, Value x, string name, int channels, int kernel = 3)
    {
        Parameter weight = Parameters.Get($"{name}.weight", [channels, x.Shape.C, kernel, kernel]);
        return graph.Conv2D(x, weight, Parameters.Get($"{name}.bias", [channels]), name: name);
    }
}
