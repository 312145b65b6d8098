using NUnit.Framework;
using Sige.Devices;
using Sige.Sessions;

namespace Sige.Tests.Sessions;

/// <summary>A report says where all of a run's time went.</summary>
internal sealed class RunTimesTests
{
    /// <summary>A step's time is rounded to a tick, and so is the run's; there are some hundred.</summary>
    private static readonly TimeSpan Rounding = TimeSpan.FromMicroseconds(100);

    private readonly float[] _picture = SmallUNet.Picture(seed: 1);

    [Test]
    public void ThePartsOfARecordingAndOfAnEditAddUp()
    {
        using var rig = new SessionRig(SmallUNet.Build(TimeForm.Additive), SmallUNet.Options);

        RunReport recording = rig.Session.Record(SmallUNet.Inputs(_picture));
        RunReport edit = rig.Session.Edit(SmallUNet.Inputs(Changed()));

        foreach (RunReport report in (RunReport[])[recording, edit])
        {
            Assert.That(report.Times.Total, Is.EqualTo(report.Time).Within(Rounding));
            Assert.That(report.Times.Convolutions, Is.EqualTo(Sum(report, step => step.Costs is not null)).Within(Rounding));
            Assert.That(report.Times.Keeping, Is.EqualTo(report.Steps.Aggregate(TimeSpan.Zero, (sum, step) => sum + step.Keeping)));
        }

        Assert.That(Parts(recording.Times), Is.EqualTo(new[] { false, false, false }), "a recording finds no changes, builds no masks, keeps no old pixels");
        Assert.That(Parts(edit.Times), Is.EqualTo(new[] { true, true, true }));
        Assert.That((recording.Times + edit.Times).Total, Is.EqualTo(recording.Times.Total + edit.Times.Total));
    }

    [Test]
    public void AnEditFromACacheLoadsAndFindsNothing()
    {
        using Engine engine = Engine.Open();
        using var session = new CachedSession(engine, SmallUNet.Build(TimeForm.Additive), slots: 1, new CachedSessionOptions { Session = SmallUNet.Options });
        session.Record(0, SmallUNet.Inputs(_picture));
        float[] changed = Changed();
        session.SetChanges(Mask(changed));

        RunReport edit = session.Edit(0, SmallUNet.Inputs(changed));

        Assert.That(edit.Times.Total, Is.EqualTo(edit.Time).Within(Rounding));
        Assert.That(Parts(edit.Times), Is.EqualTo(new[] { false, false, true }), "changes and masks belong to SetChanges");
        Assert.That(edit.Times.Upload, Is.GreaterThan(TimeSpan.Zero));
    }

    private static bool[] Parts(RunTimes times) => [times.Difference > TimeSpan.Zero, times.Masks > TimeSpan.Zero, times.Keeping > TimeSpan.Zero];

    private static TimeSpan Sum(RunReport report, Func<StepReport, bool> where) =>
        report.Steps.Where(where).Aggregate(TimeSpan.Zero, (sum, step) => sum + step.Time - step.Keeping);

    private float[] Changed()
    {
        float[] changed = [.. _picture];
        changed[changed.Length / 2] += 1;
        return changed;
    }

    private byte[] Mask(float[] changed)
    {
        var mask = new byte[SmallUNet.Height * SmallUNet.Width];
        int channels = changed.Length / mask.Length / SmallUNet.Images;
        for (int i = 0; i < changed.Length; i++)
            mask[i / channels % mask.Length] |= changed[i] == _picture[i] ? (byte)0 : (byte)1;
        return mask;
    }
}
