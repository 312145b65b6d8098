using NUnit.Framework;
using Sige.Sessions;
using Sige.Tests.Weights;

namespace Sige.Tests.Sessions;

/// <summary>Wrong arguments, no room, cancellation: a defined result or a clear message, and a session that goes on.</summary>
internal sealed class HostileCacheTests
{
    private readonly CachedCase _case = CachedCase.Of("general");

    private byte[] Mask => _case.Mask((5, 30, 9, 11));

    [Test]
    public void WithoutABudgetEveryEditRunsWholeAndSaysSo()
    {
        using CachedRig rig = CachedRig.Recorded(_case, 2, Options with { BudgetBytes = 0 });

        float[] edited = rig.Edit(_case, 1, Mask);

        RunReport report = rig.Session.LastReport!;
        Assert.That(rig.Session.State(1), Is.EqualTo(SlotState.NotStored));
        Assert.That(report.MultiplyAdds, Is.EqualTo(report.DenseMultiplyAdds));
        Assert.That(report.Notices, Is.EqualTo(rig.Session.Cache.Notices).And.Some.StartsWith("Slots 0 to 1 are not stored").And.Some.Contains("budget of 0.0 MB"));
        Assert.That(rig.Session.Cache.Notices, Has.Count.EqualTo(1), "one sentence for all slots");
        rig.Session.Run(_case.Edited(1, Mask));
        Assert.That(edited, Is.EqualTo(rig.Output()));
    }

    [Test]
    public void WrongArgumentsAreNamed()
    {
        using CachedRig rig = CachedRig.Recorded(_case, 2, Options);
        CachedSession session = rig.Session;
        SessionInput[] right = _case.Recorded(0);

        Assert.That(() => session.Record(2, right), Throws.InstanceOf<ArgumentOutOfRangeException>());
        Assert.That(() => session.State(-1), Throws.InstanceOf<ArgumentOutOfRangeException>());
        Assert.That(() => session.Record(0, [new("x", new float[7])]), Refused("15360", "7 are given"));
        Assert.That(() => session.Record(0, []), Refused("1 inputs (x)", "0 are given"));
        Assert.That(() => session.SetChanges(new byte[5]), Refused("1536", "have 5"));
        Assert.That(() => session.Edit(0, right), Throws.InvalidOperationException.With.Message.Contains("SetChanges"));
        session.SetChanges(Mask);
        Assert.That(() => session.Edit(0, []), Refused("'x' is not given"));
        Assert.That(() => session.Edit(0, [new("y", new float[7])]), Refused("no input 'y'"));
        session.Edit(0, right);
        Assert.That(() => session.Outputs.Read(new float[3]), Refused("9216", "room for 3"));
        Assert.That(() => session.Outputs.Read("z", new float[3]), Refused("no output 'z'"));
        session.Forget(1);
        Assert.That(session.State(1), Is.EqualTo(SlotState.Empty));
        Assert.That(() => session.Edit(1, right), Throws.InvalidOperationException.With.Message.Contains("Slot 1 is empty"));
    }

    [Test]
    public void WrongOptionsAreNamed()
    {
        Assert.That(() => Predict(0, Options), Throws.InstanceOf<ArgumentOutOfRangeException>());
        Assert.That(() => Predict(1, Options with { BudgetBytes = -1 }), Throws.InstanceOf<ArgumentOutOfRangeException>());
        Assert.That(() => Predict(1, Options with { Region = new PixelRegion(30, 0, 3, 4) }), Refused("32x48", "3x4 at y 30, x 0"));
        Assert.That(() => Predict(1, Options with { Region = new PixelRegion(0, 0, 0, 4) }), Refused("0x4"));
        Assert.That(() => Predict(1, Options with { Region = new PixelRegion(0, int.MaxValue, 1, int.MaxValue) }), Refused("32x48"));

        void Predict(int slots, CachedSessionOptions options) => CachedSession.Predict(_case.Graph(), slots, options);
    }

    [TestCase(7, 20, "x 20, y 7")]
    [TestCase(8, 15, "x 15, y 8")]
    [TestCase(15, 28, "x 28, y 15")]
    [TestCase(16, 20, "x 20, y 16")]
    public void ChangesOutsideTheRegionAreRefused(int y, int x, string pixel)
    {
        using CachedRig rig = CachedRig.Recorded(_case, 1, Options with { Region = new PixelRegion(8, 16, 8, 12) });
        byte[] inside = _case.Mask((8, 16, 8, 12));
        float[] expected = rig.Edit(_case, 0, inside);

        Assert.That(() => rig.Session.SetChanges(_case.Mask((y, x, 1, 1))), Refused(pixel, "rows 8 to 15, columns 16 to 27", "larger region"));

        rig.Session.Edit(0, _case.Edited(0, inside));
        Assert.That(rig.Output(), Is.EqualTo(expected));
    }

    [Test]
    public void ACancelledRecordingLeavesItsSlotEmptyAndOthersAsTheyAre()
    {
        using CachedRig rig = CachedRig.Recorded(_case, 2, Options);
        float[] expected = rig.Edit(_case, 1, Mask);
        using var source = new CancellationTokenSource();

        Assert.That(() => rig.Session.Record(0, _case.Recorded(0), new CancelHalfWay(source), source.Token), Throws.InstanceOf<OperationCanceledException>());

        Assert.That(rig.Session.State(0), Is.EqualTo(SlotState.Empty));
        Assert.That(rig.Output, Throws.InvalidOperationException);
        Assert.That(rig.Edit(_case, 1, Mask), Is.EqualTo(expected));
        rig.Session.Record(0, _case.Recorded(0));
        Assert.That(rig.Session.State(0), Is.EqualTo(SlotState.InMemory));
    }

    [Test]
    public void ACancelledEditLeavesTheSessionAsItIs()
    {
        using CachedRig rig = CachedRig.Recorded(_case, 2, Options);
        float[] expected = rig.Edit(_case, 1, Mask);
        using var source = new CancellationTokenSource();

        Assert.That(() => rig.Session.Edit(0, _case.Edited(0, Mask), new CancelHalfWay(source), source.Token), Throws.InstanceOf<OperationCanceledException>());

        Assert.That(rig.Output, Throws.InvalidOperationException.With.Message.Contains("no output"));
        rig.Session.Edit(1, _case.Edited(1, Mask));
        Assert.That(rig.Output(), Is.EqualTo(expected));
    }

    [Test]
    public void MoreSlotsThanTheDiskHoldsAreRefused()
    {
        using var folder = new TemporaryFolder();
        long slotBytes = CachedSession.Predict(_case.Graph(), 1, Options).SlotBytes;
        long free = new DriveInfo(folder[""]).AvailableFreeSpace;
        CachedSessionOptions options = Options with { BudgetBytes = 0, SpillDirectory = folder["spill"] };

        IOException fault = Assert.Throws<IOException>(() => new CachedRig(_case.Graph(), (int)(free / slotBytes + 100), options).Dispose());

        Assert.That(fault.Message, Does.Contain(folder["spill"]).And.Contain("bytes free").And.Contain($"{(free / slotBytes + 100) * slotBytes} bytes"));
        Assert.That(Directory.GetFiles(folder["spill"]), Is.Empty);
    }

    private static CachedSessionOptions Options => new()
    {
        Session = CachedCase.Of("general").Session,
        Precision = CachePrecision.Float32,
    };

    private static NUnit.Framework.Constraints.IResolveConstraint Refused(params string[] parts)
    {
        NUnit.Framework.Constraints.Constraint message = Does.Contain(parts[0]);
        foreach (string part in parts[1..])
            message &= Does.Contain(part);
        return Throws.ArgumentException.With.Message.Append(message);
    }

    private sealed class CancelHalfWay(CancellationTokenSource source) : IProgress<RunProgress>
    {
        public void Report(RunProgress value)
        {
            if (value.Completed == value.Total / 2)
                source.Cancel();
        }
    }
}
