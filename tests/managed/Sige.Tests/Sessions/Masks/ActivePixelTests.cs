using NUnit.Framework;
using Sige.Sessions;
using Sige.Tensors;

namespace Sige.Tests.Sessions;

/// <summary>The active pixels that a session tells are those that its report counts.</summary>
internal sealed class ActivePixelTests
{
    private readonly CachedCase _case = CachedCase.Of("gaugan");

    private byte[] Mask => _case.Mask((40, 90, 9, 11));

    [Test]
    public void EveryResolutionTellsThePixelsThatItsReportCounts()
    {
        using var rig = new SessionRig(_case.Graph(), _case.Session);
        rig.Session.Record(_case.Recorded(0));
        ResolutionReport[] sparse = [.. rig.Session.Edit(_case.Edited(0, Mask)).Resolutions.Where(report => report.Mode == StepMode.Sparse)];

        Assert.That(sparse, Has.Length.GreaterThan(2));
        AssertPixels(rig.Session.Outputs, sparse);
        var computed = new bool[_case.Size.PixelCount];
        rig.Session.Outputs.ReadComputedPixels(computed);
        Assert.That(Read(rig.Session.Outputs, sparse[0].Resolution), Is.EqualTo(computed));
    }

    [Test]
    public void ACachedSessionTellsThemToo()
    {
        using CachedRig rig = CachedRig.Recorded(_case, 1, new CachedSessionOptions { Session = _case.Session });
        rig.Session.SetChanges(Mask);
        ResolutionReport[] sparse = [.. rig.Session.Edit(0, _case.Edited(0, Mask)).Resolutions.Where(report => report.Mode == StepMode.Sparse)];

        Assert.That(sparse, Has.Length.GreaterThan(2));
        AssertPixels(rig.Session.Outputs, sparse);
    }

    [Test]
    public void WhatNoEditHasIsRefused()
    {
        using var rig = new SessionRig(_case.Graph(), _case.Session);
        rig.Session.Record(_case.Recorded(0));
        var destination = new bool[_case.Size.PixelCount];

        Assert.That(() => rig.Session.Outputs.ReadActivePixels(_case.Size, destination), Throws.InvalidOperationException.With.Message.Contains("nothing was edited"));
        rig.Session.Edit(_case.Edited(0, Mask));
        Assert.That(() => rig.Session.Outputs.ReadActivePixels(new Resolution(4, 6), new bool[24]), Throws.ArgumentException.With.Message.Contains("4x6").And.Message.Contains("128x192"));
        Assert.That(() => rig.Session.Outputs.ReadActivePixels(_case.Size, new bool[3]), Throws.ArgumentException.With.Message.Contains("room for 3"));
    }

    private static void AssertPixels(SessionOutputs outputs, IEnumerable<ResolutionReport> reports)
    {
        foreach (ResolutionReport report in reports)
            Assert.That(Read(outputs, report.Resolution).Count(pixel => pixel), Is.EqualTo(report.ActivePixels).And.Positive, report.Resolution.ToString());
    }

    private static bool[] Read(SessionOutputs outputs, Resolution resolution)
    {
        var pixels = new bool[resolution.PixelCount];
        outputs.ReadActivePixels(resolution, pixels);
        return pixels;
    }
}
