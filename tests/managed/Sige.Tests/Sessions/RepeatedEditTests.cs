using NUnit.Framework;
using Sige.Devices;
using Sige.Sessions;
using Sige.Tensors;
using Sige.Tests.Weights;

namespace Sige.Tests.Sessions;

/// <summary>An edit of the pixels of the one before, as a slider makes them, overwrites it without undoing it: nothing else may differ.</summary>
[TestFixture("general", ActivePolicy.Pixels)]
[TestFixture("general", ActivePolicy.Tiles)]
[TestFixture("gaugan", ActivePolicy.Tiles)]
[TestFixture("gc", ActivePolicy.Pixels)]
[TestFixture("gc", ActivePolicy.Tiles)]
[TestFixture("ddpm-like", ActivePolicy.Tiles)]
[TestFixture("pd-like", ActivePolicy.Pixels)]
[TestFixture("sd-like", ActivePolicy.Tiles)]
internal sealed class RepeatedEditTests(string network, ActivePolicy policy)
{
    private readonly CachedCase _case = CachedCase.Of(network);

    private byte[] Pixels => _case.Mask((5, 3, 9, 7), (16, 8, 2, 2));

    [Test]
    public void ItLeavesEveryTensorAsAFirstEditDoes([Values] NormPolicy norms, [Values(0.0, 0.2, 2.0)] double breakEven)
    {
        using SessionRig one = Recorded(norms, breakEven), two = Recorded(norms, breakEven);
        one.Session.Edit(Edit(2));
        foreach (int variant in (int[])[0, 1, 1, 2])
            two.Session.Edit(Edit(variant));

        Assert.That(two.Session.Executor.Bound.Edits.Generation, Is.EqualTo(1), "Pixels were planned anew.");
        Assert.That(two.Snapshot(), Is.EqualTo(one.Snapshot()));
    }

    [Test]
    public void RevertRestoresEveryBit([Values] NormPolicy norms, [Values(0.0, 2.0)] double breakEven)
    {
        using SessionRig rig = Recorded(norms, breakEven);
        Dictionary<string, string> before = rig.Snapshot();
        for (int variant = 0; variant < 3; variant++)
            rig.Session.Edit(Edit(variant));

        rig.Session.Revert();

        Assert.That(rig.Snapshot(), Is.EqualTo(before));
    }

    [Test]
    public void OtherPixelsBetweenAreUndone()
    {
        byte[] others = _case.Mask((5, 3, 9, 8), (16, 8, 2, 2));
        using SessionRig one = Recorded(), two = Recorded();
        one.Session.Edit(Edit(2));
        two.Session.Edit(Edit(0));
        two.Session.Edit(Edit(1));
        two.Session.Edit(_case.Edited(0, others));
        two.Session.Edit(Edit(0));
        two.Session.Edit(Edit(2));

        Assert.That(two.Snapshot(), Is.EqualTo(one.Snapshot()));
    }

    [Test]
    public void CommitMakesItTheNewBase()
    {
        using SessionRig rig = Recorded();
        rig.Session.Edit(Edit(0));
        rig.Session.Edit(Edit(1));
        rig.Session.Commit();
        Dictionary<string, string> committed = rig.Snapshot();

        RunReport same = rig.Session.Edit(Edit(1));
        Assert.That(same.ChangedPercent, Is.Zero);
        rig.Session.Edit(Edit(2));
        rig.Session.Edit(Edit(0));
        rig.Session.Revert();

        Assert.That(rig.Snapshot(), Is.EqualTo(committed));
    }

    [Test]
    public void CancellationUndoesIt([Values(1, 2, 3)] int quarter)
    {
        using SessionRig rig = Recorded();
        Dictionary<string, string> before = rig.Snapshot();
        rig.Session.Edit(Edit(0));
        using var source = new CancellationTokenSource();
        var progress = new Immediate<RunProgress>(done =>
        {
            if (done.Completed == quarter * done.Total / 4)
                source.Cancel();
        });

        Assert.That(() => rig.Session.Edit(Edit(1), null, progress, source.Token), Throws.InstanceOf<OperationCanceledException>());

        Assert.That(rig.Session.IsEdited, Is.False);
        Assert.That(rig.Snapshot(), Is.EqualTo(before));
    }

    /// <summary>An input that is left out is as committed, also where the edit before gave it other values at the pixels of a mask.</summary>
    [Test]
    public void AnInputThatIsLeftOutIsAsCommitted()
    {
        var masked = new EditOptions { Mask = Pixels };
        using SessionRig one = Recorded(), two = Recorded();
        one.Session.Edit(Edit(1)[..1], masked);
        two.Session.Edit(Edit(0), masked);
        two.Session.Edit(Edit(1)[..1], masked);

        Assert.That(two.Session.Executor.Bound.Edits.Generation, Is.EqualTo(1));
        Assert.That(two.Snapshot(), Is.EqualTo(one.Snapshot()));
    }

    [Test]
    public void ItAllocatesNothingAndReportsAsAFirstEditDoes()
    {
        using SessionRig rig = Recorded();
        RunReport first = rig.Session.Edit(Edit(0));
        RunReport again = rig.Session.Edit(Edit(1));

        Assert.That(again.Memory, Is.EqualTo(first.Memory));
        Assert.That(again.ChangedPercent, Is.EqualTo(first.ChangedPercent));
        Assert.That(again.MultiplyAdds, Is.EqualTo(first.MultiplyAdds));
        Assert.That(again.Steps.Select(step => (step.Name, step.Mode, step.Pixels)), Is.EqualTo(first.Steps.Select(step => (step.Name, step.Mode, step.Pixels))));
    }

    private SessionInput[] Edit(int variant) => _case.Edited(0, Pixels, variant);

    private SessionRig Recorded(NormPolicy norms = NormPolicy.Exact, double breakEven = 2)
    {
        var rig = new SessionRig(_case.Graph(), _case.Session with { ActivePolicy = policy, NormPolicy = norms, BreakEven = breakEven });
        rig.Session.Record(_case.Recorded(0));
        return rig;
    }
}
