using NUnit.Framework;
using Sige.Devices;
using Sige.Graphs;
using Sige.Models;
using Sige.Sessions;
using Sige.Tensors;

namespace Sige.Tests.Sessions;

/// <summary>Tensors that edits recompute in place of loading them.</summary>
internal sealed class RecomputedTensorTests
{
    private readonly CachedCase _case = CachedCase.Of("ddpm-like");

    private static readonly string[] Recomputed = ["in", "up.1.resample", "up.2.resample"];

    [Test]
    public void TheyAreNotStored([Values] CachePrecision precision)
    {
        using CachedRig without = Recorded(recomputes: false, precision), with = Recorded(recomputes: true, precision);
        long perValue = precision == CachePrecision.Float16 ? 2 : 4;
        const long Pixels = SmallUNet.Height * SmallUNet.Width * SmallUNet.Images;

        long saved = without.Session.Cache.SlotBytes - with.Session.Cache.SlotBytes;

        Assert.That(saved, Is.EqualTo(perValue * ((8 * Pixels) + (16 * Pixels) + (16 * Pixels / 4))), "the first layer, and those behind the enlargements");
    }

    [Test]
    public void OnlyTheyAreComputedBeyondTheActivePixels([Values] ActivePolicy policy)
    {
        using CachedRig without = Recorded(recomputes: false, policy: policy), with = Recorded(recomputes: true, policy: policy);
        byte[] mask = _case.Mask((12, 20, 3, 4));
        without.Edit(_case, 0, mask);
        with.Edit(_case, 0, mask);

        foreach ((StepReport few, StepReport many) in without.Session.LastReport!.Steps.Zip(with.Session.LastReport!.Steps))
            Assert.That(many.Pixels, Recomputed.Contains(few.Name) ? Is.GreaterThan(few.Pixels) : Is.EqualTo(few.Pixels), few.Name);
    }

    [Test]
    public void AnEditErrsNoMoreThanWithout([Values] ActivePolicy policy)
    {
        using CachedRig without = Recorded(recomputes: false, policy: policy), with = Recorded(recomputes: true, policy: policy);
        byte[] mask = _case.Mask((12, 20, 6, 8));
        with.Session.Run(_case.Edited(1, mask));
        float[] dense = with.Output();

        Assert.That(Error(with.Edit(_case, 1, mask), dense), Is.LessThan(1.02 * Error(without.Edit(_case, 1, mask), dense)));
    }

    /// <summary>Without them a float32 cache gives the very bits (<see cref="CachedLawTests"/>); with them it is as near to a dense run.</summary>
    [Test]
    public void AnEditDiffersALittleFromOneInPlace()
    {
        byte[] mask = _case.Mask((12, 20, 6, 8));
        SessionOptions options = Options(ActivePolicy.Tiles);
        using var inPlace = new SessionRig(_case.Graph(), options);
        inPlace.Session.Record(_case.Recorded(1));
        inPlace.Session.Edit(_case.Edited(1, mask), new EditOptions { Mask = mask });
        using CachedRig with = Recorded(recomputes: true);
        float[] edit = with.Edit(_case, 1, mask);
        with.Session.Run(_case.Edited(1, mask));
        float[] dense = with.Output();

        Assert.That(edit, Is.Not.EqualTo(inPlace.Output()));
        Assert.That(Difference.Maximum(edit, inPlace.Output()), Is.LessThan(0.1));
        Assert.That(Error(edit, dense), Is.LessThan(1.02 * Error(inPlace.Output(), dense)));
    }

    /// <summary>A change of the picture reaches a pixel beyond itself in the first layer: the mask's dilation covers that.</summary>
    [Test]
    public void AFirstLayerIsAsIfItWereStored()
    {
        var graph = new GraphBuilder();
        var parameters = new RandomParameters(3);
        Value x = graph.Input("x", new TensorShape(1, 24, 32, 3));
        x = graph.Conv2D(x, parameters.Get("first.weight", [8, 3, 3, 3]), name: "first");
        x = graph.Activate(graph.GroupNorm(x, 4, 1e-6f), Activation.Silu);
        graph.Output("y", graph.Conv2D(x, parameters.Get("last.weight", [2, 8, 3, 3]), name: "last"));
        Graph network = graph.Build();
        var session = new SessionOptions { SparseFrom = new Resolution(1, 1), NormPolicy = NormPolicy.Recorded, Form = FormNames.Direct, BreakEven = 2 };
        var options = new CachedSessionOptions { Session = session, Precision = CachePrecision.Float32 };
        float[] picture = [.. Enumerable.Range(0, 24 * 32 * 3).Select(i => MathF.Sin(i))], edited = [.. picture];
        edited[((10 * 32) + 7) * 3] = 2;
        var mask = new byte[24 * 32];
        mask[(10 * 32) + 7] = 1;

        var outputs = new List<float[]>();
        foreach (bool recomputes in (bool[])[false, true])
        {
            using var rig = new CachedRig(network, 1, options with { RecomputesCheapTensors = recomputes });
            rig.Session.Record(0, [new("x", picture)]);
            rig.Session.SetChanges(mask);
            rig.Poison();
            rig.Session.Edit(0, [new("x", edited)]);
            outputs.Add(rig.Output());
        }

        Assert.That(outputs[1], Is.EqualTo(outputs[0]));
    }

    [Test]
    public void ALevelPastBreakEvenRunsWholeWithThem()
    {
        byte[] mask = _case.Mask((0, 0, SmallUNet.Height, SmallUNet.Width / 2));
        SessionOptions session = Options(ActivePolicy.Tiles) with { BreakEven = 0.55 };
        using CachedRig rig = CachedRig.Recorded(_case, 1, new CachedSessionOptions { Session = session, Precision = CachePrecision.Float32 });

        Assert.That(rig.Edit(_case, 0, mask), Has.All.Matches<float>(float.IsFinite));
    }

    private static double Error(float[] output, float[] expected) =>
        Math.Sqrt(output.Zip(expected).Average(pair => Math.Pow(pair.First - pair.Second, 2)));

    private SessionOptions Options(ActivePolicy policy) => _case.Session with { NormPolicy = NormPolicy.Recorded, ActivePolicy = policy };

    private CachedRig Recorded(bool recomputes, CachePrecision precision = CachePrecision.Float32, ActivePolicy policy = ActivePolicy.Tiles) =>
        CachedRig.Recorded(_case, 2, new CachedSessionOptions { Session = Options(policy), Precision = precision, RecomputesCheapTensors = recomputes });
}
