using NUnit.Framework;
using Sige.Devices;
using Sige.Lowering;
using Sige.Sessions;
using Sige.Tensors;
using Sige.Tests.Weights;

namespace Sige.Tests.Sessions;

/// <summary>One call at a time; whatever happens in it, the session goes on.</summary>
internal sealed class ExclusiveUseTests
{
    private readonly CachedCase _case = CachedCase.Of("general");

    private byte[] Mask => _case.Mask((5, 30, 9, 11));

    [Test]
    public void ASecondCallIsRefusedAndChangesNothing([Values] bool records)
    {
        using SessionRig expected = Recorded(), rig = Recorded();
        SessionInput[] edited = _case.Edited(0, Mask);
        var intruder = new Intruder<RunProgress>(
            () => rig.Session.Record(_case.Recorded(1)),
            () => rig.Session.Edit(_case.Edited(1, Mask)),
            rig.Session.Revert,
            rig.Session.Commit,
            () => rig.Output(),
            () => rig.Session.Outputs.Read("y", new float[3]),
            () => rig.Session.Outputs.ReadComputedPixels(new bool[3]),
            () => rig.Session.Outputs.ReadActivePixels(new Resolution(1, 3), new bool[3]),
            rig.Session.Dispose);

        _ = records ? rig.Session.Record(edited, intruder) : rig.Session.Edit(edited, null, intruder);

        _ = records ? expected.Session.Record(edited) : expected.Session.Edit(edited);
        Assert.That(intruder.Refused, Is.EqualTo(18));
        Assert.That(rig.Snapshot(), Is.EqualTo(expected.Snapshot()));
        rig.Session.Revert();
        expected.Session.Revert();
        Assert.That(rig.Snapshot(), Is.EqualTo(expected.Snapshot()));
    }

    [Test]
    public void ASecondCallOfACachedSessionIsRefusedAndChangesNothing([Values("record", "edit", "run")] string first)
    {
        var options = new CachedSessionOptions { Session = _case.Session };
        using CachedRig rig = CachedRig.Recorded(_case, 2, options);
        float[] expected = rig.Edit(_case, 0, Mask);
        CachedSession session = rig.Session;
        var intruder = new Intruder<RunProgress>(
            () => session.Record(1, _case.Recorded(1)),
            () => session.SetChanges(_case.Mask((0, 0, 1, 1))),
            () => session.Edit(1, _case.Edited(1, Mask)),
            () => session.Run(_case.Recorded(1)),
            () => session.Forget(0),
            () => rig.Output(),
            () => session.Outputs.Read("y", new float[3]),
            () => session.Outputs.ReadComputedPixels(new bool[3]),
            () => session.Outputs.ReadActivePixels(new Resolution(1, 3), new bool[3]),
            session.Dispose);

        _ = first switch
        {
            "record" => session.Record(0, _case.Recorded(0), intruder),
            "edit" => session.Edit(0, _case.Edited(0, Mask), intruder),
            _ => session.Run(_case.Edited(0, Mask), intruder),
        };

        Assert.That(intruder.Refused, Is.EqualTo(20));
        session.Edit(0, _case.Edited(0, Mask));
        Assert.That(rig.Output(), Is.EqualTo(expected));
    }

    [Test]
    public void PropertiesMayBeReadWhileACallRuns()
    {
        using SessionRig rig = Recorded();
        using CachedRig cached = CachedRig.Recorded(_case, 2, new CachedSessionOptions { Session = _case.Session });
        RunReport? recording = rig.Session.LastReport;

        rig.Session.Edit(_case.Edited(0, Mask), null, new Immediate<RunProgress>(_ =>
        {
            Assert.That(rig.Session.LastReport, Is.SameAs(recording));
            Assert.That(rig.Session.Memory.Total, Is.Positive);
            Assert.That((rig.Session.HasRecording, rig.Session.IsEdited), Is.EqualTo((true, true)));
        }));
        cached.Session.Record(1, _case.Recorded(1), new Immediate<RunProgress>(_ =>
        {
            Assert.That(cached.Session.Cache.Slots, Is.EqualTo(new[] { SlotState.InMemory, SlotState.Empty }));
            Assert.That(cached.Session.State(1), Is.EqualTo(SlotState.Empty));
            Assert.That(cached.Session.HasRoom(1), Is.True);
        }));
    }

    [Test]
    public void AfterItsEndASessionRefusesEverythingButAnotherEnd()
    {
        SessionRig rig = Recorded();
        CachedRig cached = CachedRig.Recorded(_case, 1, new CachedSessionOptions { Session = _case.Session });
        rig.Dispose();
        cached.Dispose();

        Assert.That(rig.Session.Dispose, Throws.Nothing);
        Assert.That(cached.Session.Dispose, Throws.Nothing);
        Assert.That(rig.Session.Revert, Throws.TypeOf<ObjectDisposedException>().With.Message.Contains(nameof(IncrementalSession)));
        Assert.That(() => rig.Session.Edit(_case.Edited(0, Mask)), Throws.TypeOf<ObjectDisposedException>());
        Assert.That(() => cached.Session.Forget(0), Throws.TypeOf<ObjectDisposedException>().With.Message.Contains(nameof(CachedSession)));
    }

    /// <summary>As an edit goes, it keeps what it overwrites: a failure behind any step must find all of it.</summary>
    [Test]
    public void ACallbackThatThrowsBehindAnyStepEndsTheEditAndUndoesIt()
    {
        using SessionRig rig = Recorded();
        Dictionary<string, string> before = rig.Snapshot();
        int steps = rig.Session.LastReport!.Steps.Count;
        for (int step = 1; step <= steps; step++)
        {
            rig.Session.Edit(_case.Edited(0, _case.Mask((20, 3, 5, 5))));
            Assert.That(
                () => rig.Session.Edit(_case.Edited(0, Mask), null, new Immediate<RunProgress>(done => ThrowAt(done, step))),
                Throws.TypeOf<FormatException>());
            Assert.That(rig.Session.IsEdited, Is.False);
            Assert.That(rig.Snapshot(), Is.EqualTo(before), $"step {step}");
        }
    }

    [Test]
    public void ACallbackThatThrowsInARecordingLeavesASessionThatRecords()
    {
        using SessionRig rig = Recorded();
        Dictionary<string, string> before = rig.Snapshot();

        Assert.That(
            () => rig.Session.Record(_case.Recorded(1), new Immediate<RunProgress>(done => ThrowAt(done, 3))), Throws.TypeOf<FormatException>());

        Assert.That(rig.Session.HasRecording, Is.False);
        Assert.That(rig.Session.Revert, Throws.Nothing);
        rig.Session.Record(_case.Recorded(0));
        Assert.That(rig.Snapshot(), Is.EqualTo(before));
    }

    /// <summary>A failing undo leaves what it could not put back in the log, and swaps no tensor a second time.</summary>
    [Test]
    public void AnUndoThatFailedGoesOnWhereItStopped()
    {
        using SessionRig rig = Recorded();
        using var log = new UndoLog(rig.Engine.Queue, rig.Session.Executor.Memory);
        TensorMemory[] tensors = [.. rig.Session.Executor.Memory.Tensors.Where(tensor => tensor.Placement.Storage == TensorStorage.Recorded)];
        (TensorMemory first, TensorMemory last) = (tensors[0], tensors[^1]);
        (DeviceBuffer, DeviceBuffer) before = (first.Buffer, last.Buffer);
        var lost = new DeviceBuffer(rig.Engine.Device, 64);
        log.SaveBySwap(first);
        log.SaveBuffer(lost);
        log.SaveBySwap(last);
        lost.Dispose();

        Assert.That(log.Undo, Throws.TypeOf<ObjectDisposedException>());
        Assert.That(log.Undo, Throws.TypeOf<ObjectDisposedException>());

        Assert.That(last.Buffer, Is.SameAs(before.Item2));
        Assert.That(first.Buffer, Is.Not.SameAs(before.Item1));
        Assert.That(log.IsEmpty, Is.False);
    }

    [Test]
    public void SessionsOnOneQueueRunSideBySide()
    {
        using Engine engine = Engine.Open(options: new CpuQueueOptions(2));
        byte[][] masks = [Mask, _case.Mask((0, 0, 7, 40))];
        float[][] expected = [.. masks.Select(Alone)];
        IncrementalSession[] sessions = [.. masks.Select(_ => new IncrementalSession(engine, _case.Graph(), _case.Session))];

        Parallel.For(0, sessions.Length, new ParallelOptions { MaxDegreeOfParallelism = sessions.Length }, index =>
        {
            IncrementalSession session = sessions[index];
            session.Record(_case.Recorded(0));
            for (int round = 0; round < 20; round++)
            {
                session.Edit(_case.Edited(0, masks[index]));
                var output = new float[expected[index].Length];
                session.Outputs.Read(output);
                Assert.That(output, Is.EqualTo(expected[index]));
                session.Revert();
            }
        });
        foreach (IncrementalSession session in sessions)
            session.Dispose();
    }

    private static void ThrowAt(RunProgress done, int step)
    {
        if (done.Completed == step)
            throw new FormatException("thrown by a progress callback");
    }

    private float[] Alone(byte[] mask)
    {
        using SessionRig rig = Recorded();
        rig.Session.Edit(_case.Edited(0, mask));
        return rig.Output();
    }

    private SessionRig Recorded()
    {
        var rig = new SessionRig(_case.Graph(), _case.Session);
        rig.Session.Record(_case.Recorded(0));
        return rig;
    }
}
