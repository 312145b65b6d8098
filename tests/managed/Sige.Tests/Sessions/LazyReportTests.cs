using NUnit.Framework;
using Sige.Sessions;
using Sige.Tests.Weights;

namespace Sige.Tests.Sessions;

/// <summary>A report is made when it is asked for, of the last run alone; one that was made stays.</summary>
internal sealed class LazyReportTests
{
    private readonly CachedCase _case = CachedCase.Of("general");

    private byte[] Mask => _case.Mask((5, 30, 9, 11));

    private byte[] OtherMask => _case.Mask((20, 3, 5, 5));

    [Test]
    public void TheReportOfARunIsThatOfItsSessionAndStays()
    {
        using SessionRig rig = Recorded();
        FinishedRun run = rig.Session.Edit(_case.Edited(0, Mask));

        RunReport report = run;
        long multiplyAdds = run.MultiplyAdds;
        Assert.That(report, Is.SameAs(run.Report).And.SameAs(rig.Session.LastReport));
        Assert.That(multiplyAdds, Is.EqualTo(report.MultiplyAdds).And.Positive);

        rig.Session.Edit(_case.Edited(0, OtherMask));
        Assert.That(run.Report, Is.SameAs(report));
        Assert.That(rig.Session.LastReport!.MultiplyAdds, Is.Not.EqualTo(multiplyAdds));
    }

    /// <summary>Whether a report is read at once or after a revert, it says the same of everything but times.</summary>
    [Test]
    public void AReportThatIsReadLateSaysTheSame()
    {
        using SessionRig rig = Recorded();
        RunReport early = rig.Session.Edit(_case.Edited(0, Mask));
        FinishedRun run = rig.Session.Edit(_case.Edited(0, Mask));
        rig.Session.Revert();

        RunReport late = run;
        Assert.That(late.Steps.Select(Describe), Is.EqualTo(early.Steps.Select(Describe)));
        Assert.That(late.Resolutions, Is.EqualTo(early.Resolutions));
        Assert.That((late.ChangedPercent, late.MultiplyAdds, late.BlockMultiplyAdds), Is.EqualTo((early.ChangedPercent, early.MultiplyAdds, early.BlockMultiplyAdds)));
        Assert.That((late.Memory, late.Notices, late.Notes), Is.EqualTo((early.Memory, early.Notices, early.Notes)));

        static (string, StepMode, long, double?) Describe(StepReport step) => (step.Name, step.Mode, step.Pixels, step.Costs?.Cost);
    }

    [Test]
    public void AReportThatALaterRunReplacedIsRefused()
    {
        using SessionRig rig = Recorded();
        FinishedRun run = rig.Session.Edit(_case.Edited(0, Mask));
        rig.Session.Edit(_case.Edited(0, OtherMask));

        Assert.That(() => run.Report, Throws.InvalidOperationException.With.Message.Contains("later call"));
        Assert.That(() => default(FinishedRun).Steps, Throws.InvalidOperationException);
    }

    [Test]
    public void AReportOfAnEditThatOtherChangesReplacedIsRefused()
    {
        using CachedRig rig = CachedRig.Recorded(_case, 1, new CachedSessionOptions { Session = _case.Session });
        rig.Session.SetChanges(Mask);
        FinishedRun run = rig.Session.Edit(0, _case.Edited(0, Mask));
        rig.Session.SetChanges(OtherMask);

        Assert.That(() => run.Report, Throws.InvalidOperationException);
        Assert.That(rig.Session.LastReport, Is.Null);
    }

    [Test]
    public void ARunThatFailedLeavesTheLastReportThatWasMade([Values] bool isMade)
    {
        using SessionRig rig = Recorded();
        FinishedRun run = rig.Session.Edit(_case.Edited(0, Mask));
        RunReport? made = isMade ? run : null;

        Assert.That(
            () => rig.Session.Edit(_case.Edited(0, OtherMask), null, new Immediate<RunProgress>(_ => throw new FormatException())), Throws.TypeOf<FormatException>());

        Assert.That(rig.Session.LastReport, Is.SameAs(made));
    }

    [Test]
    public void AReportThatIsNotMadeCannotBeReadWhileACallRuns()
    {
        using SessionRig rig = Recorded();
        FinishedRun run = rig.Session.Edit(_case.Edited(0, Mask));
        int refused = 0;

        rig.Session.Edit(_case.Edited(0, OtherMask), null, new Immediate<RunProgress>(_ =>
        {
            Assert.That(rig.Session.LastReport, Is.Null);
            Assert.That(() => run.Report, Throws.InvalidOperationException.With.Message.Contains("One call at a time"));
            refused++;
        }));

        Assert.That(refused, Is.Positive);
    }

    private SessionRig Recorded()
    {
        var rig = new SessionRig(_case.Graph(), _case.Session);
        rig.Session.Record(_case.Recorded(0));
        return rig;
    }
}
