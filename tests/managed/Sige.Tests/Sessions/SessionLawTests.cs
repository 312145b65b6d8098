using NUnit.Framework;
using Sige.Devices;
using Sige.Models;
using Sige.Sessions;
using Sige.Tensors;
using Sige.Tests.Models;
using Sige.Tests.Weights;

namespace Sige.Tests.Sessions;

/// <summary>What holds for every session, whatever the network.</summary>
[TestFixture("gaugan", ActivePolicy.Pixels)]
[TestFixture("gaugan", ActivePolicy.Tiles)]
[TestFixture("instance", ActivePolicy.Tiles)]
[TestFixture("gc", ActivePolicy.Pixels)]
[TestFixture("gc", ActivePolicy.Tiles)]
internal sealed class SessionLawTests(string model, ActivePolicy policy)
{
    private const int Height = 128;
    private const int Width = 192;

    private readonly Scene _original = Scene.Random(Height, Width, seed: 1);

    [Test]
    public void AnEmptyEditChangesNothing()
    {
        using SessionRig rig = Recorded();
        Dictionary<string, string> before = rig.Snapshot();

        RunReport report = rig.Session.Edit(_original.Inputs);

        Assert.That(rig.Snapshot(), Is.EqualTo(before));
        Assert.That(report.ChangedPercent, Is.Zero);
        Assert.That(report.MultiplyAdds, Is.Zero);
        Assert.That(report.Steps.Select(step => step.Mode), Is.All.EqualTo(StepMode.Skipped));
    }

    [Test]
    public void AFullMaskOnTheUnchangedInputGivesTheRecordedOutput([Values] NormPolicy norms, [Values] bool past)
    {
        using SessionRig rig = Recorded(norms: norms, breakEven: past ? 0.65 : 2);
        float[] before = rig.Output();

        RunReport report = rig.Session.Edit([], new EditOptions { Mask = Scene.FullMask(Height, Width) });

        Assert.That(Difference.Maximum(rig.Output(), before), Is.LessThan(Tolerance));
        Assert.That(report.MultiplyAdds, Is.EqualTo(report.DenseMultiplyAdds));
    }

    [Test]
    public void AFullMaskWithExactStatisticsGivesTheDenseRun([Values] bool past)
    {
        Scene other = Scene.Random(Height, Width, seed: 2);
        using SessionRig rig = Recorded(breakEven: past ? 0.65 : 2);
        rig.Session.Edit(other.Inputs, new EditOptions { Mask = Scene.FullMask(Height, Width) });
        float[] edited = rig.Output();

        rig.Session.Record(other.Inputs);

        Assert.That(Difference.Maximum(edited, rig.Output()), Is.LessThan(Tolerance));
    }

    [Test]
    public void AnEditChangesTheOutputAndRevertRestoresEveryBit([Values] NormPolicy norms)
    {
        using SessionRig rig = Recorded(norms: norms);
        Dictionary<string, string> before = rig.Snapshot();
        float[] output = rig.Output();
        foreach (Scene edit in Edits())
        {
            rig.Session.Edit(edit.Inputs);
            Assert.That(rig.Output(), Is.Not.EqualTo(output));
            rig.Session.Revert();
            Assert.That(rig.Snapshot(), Is.EqualTo(before));
        }
    }

    [Test]
    public void AnEditIsTakenAgainstTheCommittedInput()
    {
        Scene first = _original.WithRectangle(20, 30, 40, 50, 3);
        Scene second = _original.WithRectangle(60, 90, 16, 16, 5);
        using SessionRig one = Recorded();
        one.Session.Edit(second.Inputs);
        using SessionRig two = Recorded();
        two.Session.Edit(first.Inputs);
        two.Session.Edit(second.Inputs);

        Assert.That(two.Snapshot(), Is.EqualTo(one.Snapshot()));
    }

    [Test]
    public void CommitMakesTheEditTheNewBase()
    {
        Scene first = _original.WithRectangle(20, 30, 40, 50, 3);
        Scene second = first.WithRectangle(60, 90, 16, 16, 5);
        using SessionRig rig = Recorded();
        rig.Session.Edit(first.Inputs);
        rig.Session.Commit();
        Dictionary<string, string> committed = rig.Snapshot();
        rig.Session.Revert();
        Assert.That(rig.Snapshot(), Is.EqualTo(committed));

        RunReport report = rig.Session.Edit(second.Inputs);
        Assert.That(report.ChangedPercent, Is.EqualTo(100.0 * second.CountDifferences(first) / (Height * Width)).Within(1e-9));
        rig.Session.Revert();

        Assert.That(rig.Snapshot(), Is.EqualTo(committed));
    }

    [Test]
    public void OneAndTwoThreadsGiveTheSameBits()
    {
        Scene edit = _original.WithRectangle(20, 30, 40, 50, 3);
        using SessionRig one = Recorded(threads: 1);
        using SessionRig two = Recorded(threads: 2);
        Assert.That(two.Snapshot(), Is.EqualTo(one.Snapshot()));

        one.Session.Edit(edit.Inputs);
        two.Session.Edit(edit.Inputs);

        Assert.That(two.Snapshot(), Is.EqualTo(one.Snapshot()));
    }

    [Test]
    public void ASmallerEditAllocatesNothing()
    {
        using SessionRig rig = Recorded();
        rig.Session.Edit(_original.WithRectangle(20, 30, 40, 50, 3).Inputs);
        rig.Session.Edit(_original.WithRectangle(20, 30, 40, 50, 4).Inputs);
        MemoryReport memory = rig.Session.Memory;

        foreach ((int y, int x, int h, int w) in new[] { (20, 30, 40, 50), (60, 90, 16, 16), (0, 0, 8, 8), (127, 191, 1, 1) })
        {
            rig.Session.Edit(_original.WithRectangle(y, x, h, w, 7).Inputs);
            Assert.That(rig.Session.Memory, Is.EqualTo(memory));
        }
    }

    [Test]
    public void CancellationUndoesAnEdit()
    {
        using SessionRig rig = Recorded();
        Dictionary<string, string> before = rig.Snapshot();
        using var source = new CancellationTokenSource();
        var progress = new Immediate<RunProgress>(done =>
        {
            if (done.Completed == done.Total / 2)
                source.Cancel();
        });

        Assert.That(
            () => rig.Session.Edit(_original.WithRectangle(20, 30, 40, 50, 3).Inputs, null, progress, source.Token),
            Throws.InstanceOf<OperationCanceledException>());

        Assert.That(rig.Session.IsEdited, Is.False);
        Assert.That(rig.Snapshot(), Is.EqualTo(before));
    }

    [Test]
    public void ACancelledRecordingCannotBeEdited()
    {
        using SessionRig rig = Recorded();
        using var source = new CancellationTokenSource();

        Assert.That(
            () => rig.Session.Record(_original.Inputs, new Immediate<RunProgress>(_ => source.Cancel()), source.Token),
            Throws.InstanceOf<OperationCanceledException>());

        Assert.That(() => rig.Session.Edit(_original.Inputs), Throws.InvalidOperationException);
        rig.Session.Record(_original.Inputs);
        Assert.That(() => rig.Session.Edit(_original.Inputs), Throws.Nothing);
    }

    [Test]
    public void BadInputLeavesEverythingAsItIs()
    {
        using SessionRig rig = Recorded();
        rig.Session.Edit(_original.WithRectangle(20, 30, 40, 50, 3).Inputs);
        Dictionary<string, string> before = rig.Snapshot();
        var wrong = new byte[Height * Width];
        wrong[5 * Width + 7] = 35;

        AssertRefused(rig, [new("labels", wrong)], "labels from 0 to 34", "35 at x 7, y 5");
        AssertRefused(rig, [new("labels", new byte[3])], "'labels'", $"{Height * Width}", "3 are given");
        AssertRefused(rig, [new("labels", new float[Height * Width])], "UInt8", "Float32");
        AssertRefused(rig, [new("label", new byte[Height * Width])], "no input 'label'", "labels, edges");
        AssertRefused(rig, [.. _original.Inputs, _original.Inputs[0]], "'labels' is given twice");
        Assert.That(() => rig.Session.Edit([], new EditOptions { Mask = new byte[5] }), Throws.ArgumentException.With.Message.Contains("has 5"));
        Assert.That(() => rig.Session.Record([_original.Inputs[0]]), Throws.ArgumentException.With.Message.Contains("2 inputs (labels, edges)"));

        Assert.That(rig.Session.IsEdited, Is.True);
        Assert.That(rig.Snapshot(), Is.EqualTo(before));
    }

    [Test]
    public void UnfusedStepsGiveTheSamePicture()
    {
        Scene edit = _original.WithRectangle(20, 30, 40, 50, 3);
        using SessionRig fused = Recorded(change: WithoutMargins);
        using SessionRig plain = Recorded(change: options => WithoutMargins(options) with { Lowering = Sige.Lowering.LoweringOptions.Unfused });
        Assert.That(Difference.Maximum(plain.Output(), fused.Output()), Is.LessThan(Tolerance));
        Dictionary<string, string> before = plain.Snapshot();

        fused.Session.Edit(edit.Inputs);
        plain.Session.Edit(edit.Inputs);

        Assert.That(Difference.Maximum(plain.Output(), fused.Output()), Is.LessThan(Tolerance));
        plain.Session.Revert();
        Assert.That(plain.Snapshot(), Is.EqualTo(before));
    }

    /// <summary>How far beyond the active pixels a step goes depends on what is fused into it.</summary>
    private static SessionOptions WithoutMargins(SessionOptions options) => options with { FollowsChanges = false };

    [Test]
    public void EachFusionKeepsThePicture([Range(0, 7)] int fusion)
    {
        var all = new Sige.Lowering.LoweringOptions();
        Sige.Lowering.LoweringOptions lowering = fusion switch
        {
            0 => all with { FuseActivations = false },
            1 => all with { FuseResiduals = false },
            2 => all with { FuseModulations = false },
            3 => all with { FusePrologues = false },
            4 => all with { FuseConcatenations = false },
            5 => all with { FuseLabels = false },
            6 => all with { FuseResizes = false },
            _ => all with { JoinConvolutions = false },
        };
        Scene edit = _original.WithRectangle(20, 30, 40, 50, 3);
        using SessionRig fused = Recorded(change: WithoutMargins);
        using SessionRig partly = Recorded(change: options => WithoutMargins(options) with { Lowering = lowering });

        fused.Session.Edit(edit.Inputs);
        partly.Session.Edit(edit.Inputs);

        Assert.That(Difference.Maximum(partly.Output(), fused.Output()), Is.LessThan(Tolerance));
    }

    /// <summary>Pictures are in -1 to 1; Winograd and another order of sums through some twenty layers.</summary>
    private static double Tolerance => 2e-3;

    private static void AssertRefused(SessionRig rig, SessionInput[] inputs, params string[] parts)
    {
        ArgumentException fault = Assert.Throws<ArgumentException>(() => rig.Session.Edit(inputs));
        foreach (string part in parts)
            Assert.That(fault.Message, Does.Contain(part));
    }

    private IEnumerable<Scene> Edits()
    {
        yield return _original.WithRectangle(20, 30, 40, 50, 3);
        yield return _original.WithRectangle(127, 191, 1, 1, 4);
        yield return _original.WithRectangle(0, 0, 1, 1, 4);
        yield return _original.WithRectangle(0, 0, Height, Width / 2, 4);
        yield return Scene.Random(Height, Width, seed: 2);
    }

    private SessionRig Recorded(
        NormPolicy norms = NormPolicy.Exact, double breakEven = 0.65, int threads = 2, Func<SessionOptions, SessionOptions>? change = null)
    {
        SpadeGenerator generator = model switch
        {
            "gc" => GanCompression.Random([2, 2, 2, 3, 2, 2, 2, 2]),
            "instance" => SpadeGenerator.Load(SpadeCase.InstanceNorm()),
            _ => GauGan.Random(3),
        };
        SessionOptions options = generator.SessionOptions with
        {
            SparseFrom = new Resolution(8, 12),
            ActivePolicy = policy,
            NormPolicy = norms,
            BreakEven = breakEven,
        };
        var rig = new SessionRig(generator.BuildGraph(Height, Width), change is null ? options : change(options), threads);
        rig.Session.Record(_original.Inputs);
        return rig;
    }
}
