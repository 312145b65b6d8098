using NUnit.Framework;
using Sige.Graphs;
using Sige.Lowering;
using Sige.Models;
using Sige.Sessions;
using Sige.Tensors;
using Sige.Tests.Sessions;

namespace Sige.Tests.Lowering;

/// <summary>Which tensors a plan keeps as float16, and what that saves.</summary>
internal sealed class Float16StorageTests
{
    private static readonly RandomParameters Parameters = new(1);

    private static readonly string[] Networks = ["general", "gaugan", "gc", "ddpm-like", "pd-like", "sd-like"];

    [Test]
    public void WhatDependsOnThePictureIsFloat16ButForInputsAndOutputs([ValueSource(nameof(Networks))] string network)
    {
        ExecutionPlan plan = Lower(CachedCase.Of(network).Graph());

        foreach (PlanTensor tensor in plan.Tensors.Where(tensor => tensor.IsFloat))
        {
            bool isSeenByTheCaller = plan.Inputs.Contains(tensor) || plan.IsOutput(tensor);
            ElementType expected = plan.Placement(tensor).IsOfPicture && !isSeenByTheCaller ? ElementType.Float16 : ElementType.Float32;
            Assert.That(tensor.ElementType, Is.EqualTo(expected), tensor.Name);
        }

        Assert.That(plan.Tensors.Count(tensor => tensor.ElementType == ElementType.Float16), Is.Positive);
    }

    [Test]
    public void LabelsStayBytes([Values] bool fused)
    {
        Graph graph = CachedCase.Of("gaugan").Graph();
        LoweringOptions options = fused ? new LoweringOptions() : LoweringOptions.Unfused;
        ExecutionPlan plan = Lower(graph, options), wide = ExecutionPlan.Create(graph.Lower(), options);

        string[] LabelsOf(ExecutionPlan of) => [.. of.Tensors.Where(tensor => tensor.ElementType == ElementType.UInt8).Select(tensor => tensor.Name)];

        Assert.That(LabelsOf(plan), Is.EqualTo(LabelsOf(wide)).And.Not.Empty);
    }

    /// <summary>Every step takes the types that it is given: what the interface says of each operator.</summary>
    [Test]
    public void StepsGetWhatTheyTake([ValueSource(nameof(Networks))] string network, [Values] bool fused)
    {
        ExecutionPlan plan = Lower(CachedCase.Of(network).Graph(), fused ? new LoweringOptions() : LoweringOptions.Unfused);

        foreach (PlanStep step in plan.Steps)
        {
            switch (step)
            {
                case ResizeStep resize:
                    Assert.That(resize.Target!.ElementType, Is.EqualTo(resize.Source.Tensor.ElementType), step.Name);
                    break;
                case ConvolutionStep { ImageBias: { } bias }:
                    Assert.That(bias.Tensor.ElementType, Is.EqualTo(ElementType.Float32), step.Name);
                    break;
                case StatisticsStep { ImageScale: { } scale, ImageShift: { } shift }:
                    Assert.That(new[] { scale.Tensor.ElementType, shift.Tensor.ElementType }, Is.All.EqualTo(ElementType.Float32), step.Name);
                    break;
                case TimeEmbeddingStep embedding:
                    Assert.That(new[] { embedding.Time.Tensor.ElementType, embedding.Target!.ElementType }, Is.All.EqualTo(ElementType.Float32), step.Name);
                    break;
            }
        }
    }

    [Test]
    public void AVectorThatIsMadeOfThePictureAndAddedToAllPixelsStaysFloat32()
    {
        var graph = new GraphBuilder();
        Value x = graph.Input("x", new TensorShape(1, 2, 2, 4));
        Value vector = Linear(graph, graph.AveragePool(Conv(graph, x, "a")), "v");
        graph.Output("y", Conv(graph, graph.AddVector(Conv(graph, x, "b"), vector), "c"));
        ExecutionPlan plan = Lower(graph.Build());

        Assert.That(TypeOf(plan, "v"), Is.EqualTo(ElementType.Float32));
        Assert.That(TypeOf(plan, "a"), Is.EqualTo(ElementType.Float16));
        Assert.That(TypeOf(plan, "b"), Is.EqualTo(ElementType.Float16));
    }

    /// <summary>A resize does not convert: of a chain of them one that begins at an input, or ends at an output, is float32 throughout.</summary>
    [Test]
    public void ResizesKeepTheTypeOfWhatTheyRead()
    {
        var graph = new GraphBuilder();
        Value x = graph.Input("x", new TensorShape(1, 4, 4, 4));
        Value small = graph.ResizeNearest(graph.ResizeNearest(x, new Resolution(3, 3), "first"), new Resolution(2, 2), "second");
        Value large = graph.ResizeNearest(Conv(graph, small, "a"), new Resolution(3, 3), "third");
        graph.Output("y", graph.ResizeNearest(Conv(graph, large, "b"), new Resolution(5, 5), "fourth"));
        ExecutionPlan plan = Lower(graph.Build(), LoweringOptions.Unfused);

        Assert.That(new[] { TypeOf(plan, "first"), TypeOf(plan, "second"), TypeOf(plan, "b"), TypeOf(plan, "fourth") }, Is.All.EqualTo(ElementType.Float32));
        Assert.That(new[] { TypeOf(plan, "a"), TypeOf(plan, "third") }, Is.All.EqualTo(ElementType.Float16));
    }

    [Test]
    public void MemoryHalves([ValueSource(nameof(Networks))] string network)
    {
        Graph graph = CachedCase.Of(network).Graph();
        ExecutionPlan half = Lower(graph), full = ExecutionPlan.Create(graph.Lower());

        long kept = full.Tensors.Where(tensor => half.Tensors.Single(other => other.Name == tensor.Name).ElementType == tensor.ElementType).Sum(tensor => tensor.Bytes);

        Assert.That(half.Tensors.Sum(tensor => tensor.Bytes) - kept, Is.EqualTo((full.Tensors.Sum(tensor => tensor.Bytes) - kept) / 2));
        Assert.That(half.ArenaBytes, Is.LessThan(full.ArenaBytes));
    }

    /// <summary>What is float16 already is cached as it is, whatever the cache's precision.</summary>
    [Test]
    public void ACacheOfEitherPrecisionKeepsFloat16ToTheBit([ValueSource(nameof(Networks))] string network, [Values] CachePrecision precision)
    {
        CachedCase edited = CachedCase.Of(network);
        ExecutionPlan plan = ExecutionPlan.CreateCached(
            edited.Graph().Lower(), null, ElementType.Float16, resolution => MaskPyramid.IsSparse(edited.Size, resolution, edited.SparseFrom), recompute: false);

        var layout = new CacheLayout(plan, edited.Size, new CachedSessionOptions { Session = edited.Session, Precision = precision });

        CachedTensor[] tensors = [.. Enumerable.Range(0, plan.Steps.Count).Select(layout.Tensor).OfType<CachedTensor>()];
        Assert.That(tensors.Select(tensor => tensor.IsExact), Is.All.True);
        Assert.That(tensors.Select(tensor => tensor.ElementType), Has.Some.EqualTo(ElementType.Float16));
    }

    private static ExecutionPlan Lower(Graph graph, LoweringOptions? options = null) => ExecutionPlan.Create(graph.Lower(), options, ElementType.Float16);

    /// <summary>What a step writes.</summary>
    private static ElementType TypeOf(ExecutionPlan plan, string step) => plan.Steps.Single(other => other.Name == step).Target!.ElementType;

    private static Value Conv(GraphBuilder graph, Value x, string name) => graph.Conv2D(
        x, Parameters.Get($"{name}.weight", [4, x.Shape.C, 3, 3]), Parameters.Get($"{name}.bias", [4]), name: name);

    private static Value Linear(GraphBuilder graph, Value x, string name) =>
        graph.Linear(x, Parameters.Get($"{name}.weight", [4, x.Shape.C]), Parameters.Get($"{name}.bias", [4]), name);
}
