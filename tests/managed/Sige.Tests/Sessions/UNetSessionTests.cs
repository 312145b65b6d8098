using NUnit.Framework;
using Sige.Devices;
using Sige.Graphs;
using Sige.Lowering;
using Sige.Sessions;
using Sige.Tensors;
using Sige.Tests.Graphs;
using Sige.Tests.Onnx;

namespace Sige.Tests.Sessions;

/// <summary>What holds for sessions of denoising networks.</summary>
[TestFixture(TimeForm.Additive, ActivePolicy.Pixels)]
[TestFixture(TimeForm.Additive, ActivePolicy.Tiles)]
[TestFixture(TimeForm.Adaptive, ActivePolicy.Pixels)]
[TestFixture(TimeForm.Adaptive, ActivePolicy.Tiles)]
[TestFixture(TimeForm.Conditional, ActivePolicy.Pixels)]
[TestFixture(TimeForm.Conditional, ActivePolicy.Tiles)]
internal sealed class UNetSessionTests(TimeForm kind, ActivePolicy policy)
{
    /// <summary>Float32 against float64 sums through some forty layers, Winograd among them; outputs are of order 1.</summary>
    private const double Tolerance = 3e-3;

    private readonly float[] _original = SmallUNet.Picture(seed: 1);

    private float[] Edited => SmallUNet.WithRectangle(_original, 5, 29, 7, 9);

    [Test]
    public void ADenseRunIsWhatTheGraphSays([Values] bool fused, [Values(1, 3)] int threads)
    {
        using SessionRig rig = Recorded(options => options with { Lowering = fused ? new LoweringOptions() : LoweringOptions.Unfused }, threads);

        Graph graph = SmallUNet.Build(kind);
        Dictionary<string, float[]> inputs = SmallUNet.Inputs(_original, kind).ToDictionary(input => input.Name, input => input.Floats.ToArray());
        float[] expected = ReferenceInterpreter.Run(graph, inputs)["prediction"];
        Assert.That(Difference.Maximum(rig.Output(), expected), Is.LessThan(Tolerance));
        Assert.That(Difference.Maximum(OnnxRun.Run(graph, inputs)["prediction"], expected), Is.LessThan(Tolerance / 10));
    }

    [Test]
    public void AnEmptyEditChangesNothing()
    {
        using SessionRig rig = Recorded();
        Dictionary<string, string> before = rig.Snapshot();

        RunReport report = rig.Session.Edit(SmallUNet.Inputs(_original, kind));

        Assert.That(rig.Snapshot(), Is.EqualTo(before));
        Assert.That(report.MultiplyAdds, Is.Zero);
        Assert.That(report.Steps.Select(step => step.Mode), Is.All.EqualTo(StepMode.Skipped));
    }

    [Test]
    public void AFullMaskWithExactStatisticsGivesTheDenseRun([Values] bool fused, [Values] bool past)
    {
        float[] other = SmallUNet.Picture(seed: 2);
        using SessionRig rig = Recorded(options => options with
        {
            BreakEven = past ? 0.55 : 2,
            Lowering = fused ? new LoweringOptions() : LoweringOptions.Unfused,
        });
        byte[] mask = Scene.FullMask(SmallUNet.Height, SmallUNet.Width);
        RunReport report = rig.Session.Edit(SmallUNet.Inputs(other, kind), new EditOptions { Mask = mask });
        float[] edited = rig.Output();

        rig.Session.Record(SmallUNet.Inputs(other, kind));

        Assert.That(Difference.Maximum(edited, rig.Output()), Is.LessThan(Tolerance));
        Assert.That(report.Steps.Where(step => step.Resolution.H == 1).Select(step => step.Mode), Is.All.EqualTo(StepMode.Skipped));
    }

    [Test]
    public void RevertRestoresEveryBit([Values] bool fused, [Values] NormPolicy norms)
    {
        using SessionRig rig = Recorded(options => options with
        {
            NormPolicy = norms,
            Lowering = fused ? new LoweringOptions() : LoweringOptions.Unfused,
        });
        Dictionary<string, string> before = rig.Snapshot();
        foreach (float[] edit in Edits())
        {
            rig.Session.Edit(SmallUNet.Inputs(edit, kind));
            Assert.That(rig.Snapshot(), Is.Not.EqualTo(before));
            rig.Session.Revert();
            Assert.That(rig.Snapshot(), Is.EqualTo(before));
        }
    }

    [Test]
    public void AnEditIsTakenAgainstTheCommittedInput()
    {
        using SessionRig one = Recorded();
        one.Session.Edit(SmallUNet.Inputs(Edited, kind));
        using SessionRig two = Recorded();
        foreach (float[] edit in Edits())
            two.Session.Edit(SmallUNet.Inputs(edit, kind));
        two.Session.Edit(SmallUNet.Inputs(Edited, kind));

        Assert.That(two.Snapshot(), Is.EqualTo(one.Snapshot()));
    }

    [Test]
    public void CommitMakesTheEditTheNewBase()
    {
        using SessionRig rig = Recorded();
        rig.Session.Edit(SmallUNet.Inputs(Edited, kind));
        rig.Session.Commit();
        Dictionary<string, string> committed = rig.Snapshot();

        rig.Session.Edit([new("picture", SmallUNet.WithRectangle(Edited, 20, 3, 5, 5))]);
        rig.Session.Revert();

        Assert.That(rig.Snapshot(), Is.EqualTo(committed));
        Assert.That(rig.Session.Edit(SmallUNet.Inputs(Edited, kind)).ChangedPercent, Is.Zero);
    }

    [Test]
    public void OneAndThreeThreadsGiveTheSameBits()
    {
        using SessionRig one = Recorded(threads: 1);
        using SessionRig three = Recorded(threads: 3);

        one.Session.Edit(SmallUNet.Inputs(Edited, kind));
        three.Session.Edit(SmallUNet.Inputs(Edited, kind));

        Assert.That(three.Snapshot(), Is.EqualTo(one.Snapshot()));
    }

    /// <summary>As for other networks, with resizes written out, statistics as recorded and no margins nothing is left to differ.</summary>
    [Test]
    public void FusionsKeepAnEdit()
    {
        SessionRig Open(LoweringOptions lowering) => Recorded(options => options with { NormPolicy = NormPolicy.Recorded, Lowering = lowering, FollowsChanges = false });
        using SessionRig plain = Open(LoweringOptions.Unfused);
        using SessionRig fused = Open(new LoweringOptions { FuseResizes = false });
        plain.Session.Edit(SmallUNet.Inputs(Edited, kind));
        fused.Session.Edit(SmallUNet.Inputs(Edited, kind));

        Assert.That(Difference.Maximum(fused.Output(), plain.Output()), Is.LessThan(Tolerance));
    }

    [Test]
    public void EachFusionKeepsADenseRun([Range(0, 6)] int fusion)
    {
        var all = new LoweringOptions();
        LoweringOptions lowering = fusion switch
        {
            0 => all with { FuseActivations = false },
            1 => all with { FuseVectors = false },
            2 => all with { FuseResiduals = false },
            3 => all with { FusePrologues = false },
            4 => all with { FuseConcatenations = false },
            5 => all with { FuseResizes = false },
            _ => all with { JoinConvolutions = false },
        };
        using SessionRig fused = Recorded();
        using SessionRig partly = Recorded(options => options with { Lowering = lowering });

        Assert.That(Difference.Maximum(partly.Output(), fused.Output()), Is.LessThan(Tolerance));
    }

    [Test]
    public void AttentionRunsOnActivePixelsWhereTheResolutionIsSparse()
    {
        using SessionRig rig = Recorded();

        RunReport report = rig.Session.Edit(SmallUNet.Inputs(Edited, kind));

        StepReport[] attention = [.. report.Steps.Where(step => step.Kind == "attention")];
        int each = kind == TimeForm.Conditional ? 2 : 1;
        StepMode[] modes = [StepMode.Sparse, StepMode.Dense, StepMode.Sparse];
        Assert.That(attention.Select(step => step.Mode), Is.EqualTo(modes.SelectMany(mode => Enumerable.Repeat(mode, each))));
        const long Keys = SmallUNet.Height / 2 * SmallUNet.Width / 2;
        Assert.That(attention[0].Pixels, Is.InRange(1, SmallUNet.Images * Keys / 2));
        Assert.That(attention[0].MultiplyAdds, Is.EqualTo(attention[0].Pixels * Keys * 2 * 16));
        Assert.That(report.DenseMultiplyAdds, Is.EqualTo(SmallUNet.Build(kind).MultiplyAdds));
    }

    [Test]
    public void AConditionBelongsToTheRecording()
    {
        using SessionRig rig = Recorded();
        rig.Session.Edit(SmallUNet.Inputs(Edited, kind));
        Dictionary<string, string> before = rig.Snapshot();

        Assert.That(
            () => rig.Session.Edit([new("picture", _original), new("time", new float[] { 17, 631 })]),
            Throws.ArgumentException.With.Message.Contains("'time'").And.Message.Contains("record anew"));
        Assert.That(rig.Snapshot(), Is.EqualTo(before));

        float[] output = rig.Output();
        rig.Session.Record([.. SmallUNet.Inputs(_original, kind).Where(input => input.Name != "time"), new("time", new float[] { 17, 631 })]);
        Assert.That(() => rig.Session.Edit(SmallUNet.Inputs(Edited, kind)), Throws.ArgumentException);
        rig.Session.Edit([new("picture", Edited)]);
        Assert.That(rig.Output()[..(output.Length / 2)], Is.EqualTo(output[..(output.Length / 2)]));
        Assert.That(rig.Output()[(output.Length / 2)..], Is.Not.EqualTo(output[(output.Length / 2)..]));
    }

    private IEnumerable<float[]> Edits()
    {
        yield return Edited;
        yield return SmallUNet.WithRectangle(_original, 0, 0, 1, 1);
        yield return SmallUNet.WithRectangle(_original, SmallUNet.Height - 1, SmallUNet.Width - 1, 1, 1);
        yield return SmallUNet.Picture(seed: 2);
    }

    private SessionRig Recorded(Func<SessionOptions, SessionOptions>? change = null, int threads = 2)
    {
        SessionOptions options = SmallUNet.Options with { ActivePolicy = policy };
        var rig = new SessionRig(SmallUNet.Build(kind), change is null ? options : change(options), threads);
        rig.Session.Record(SmallUNet.Inputs(_original, kind));
        return rig;
    }
}
