using NUnit.Framework;
using Sige.Sessions;
using Sige.Tensors;
using Sige.Tests.Weights;

namespace Sige.Tests.Sessions;

/// <summary>What depends on settings alone is computed when they change, and once for all recordings.</summary>
internal sealed class SettingTests
{
    private static readonly Resolution Text = new(1, 7);

    private readonly float[] _picture = SmallUNet.Picture(seed: 1);

    [Test]
    public void ARecordingWithTheSameSettingsDoesNotComputeThemAgain()
    {
        using var rig = new SessionRig(SmallUNet.Build(TimeForm.Conditional), SmallUNet.Options);

        RunReport first = rig.Session.Record(SmallUNet.Inputs(_picture, TimeForm.Conditional));
        float[] output = rig.Output();
        RunReport second = rig.Session.Record(SmallUNet.Inputs(_picture, TimeForm.Conditional));
        float[] again = rig.Output();
        RunReport third = rig.Session.Record(SmallUNet.Inputs(_picture, TimeForm.Conditional, text: 1));

        Assert.That(Modes(first), Is.EqualTo(new[] { StepMode.Dense }), "keys and values of all layers, as one convolution");
        Assert.That(Modes(second), Is.EqualTo(new[] { StepMode.Skipped }));
        Assert.That(Modes(third), Is.EqualTo(new[] { StepMode.Dense }));
        Assert.That(again, Is.EqualTo(output));
        Assert.That(rig.Output(), Is.Not.EqualTo(output));
        Assert.That(second.MultiplyAdds, Is.LessThan(first.MultiplyAdds));
    }

    /// <summary>A recording that is cancelled has computed some of it, or nothing.</summary>
    [Test]
    public void ACancelledRecordingLeavesNoStaleSettings([Values(1, 12, 40)] int steps)
    {
        using var rig = new SessionRig(SmallUNet.Build(TimeForm.Conditional), SmallUNet.Options);
        rig.Session.Record(SmallUNet.Inputs(_picture, TimeForm.Conditional));
        using var source = new CancellationTokenSource();
        var progress = new Immediate<RunProgress>(value =>
        {
            if (value.Completed == steps)
                source.Cancel();
        });

        Assert.That(
            () => rig.Session.Record(SmallUNet.Inputs(_picture, TimeForm.Conditional, text: 1), progress, source.Token),
            Throws.InstanceOf<OperationCanceledException>());
        rig.Session.Record(SmallUNet.Inputs(_picture, TimeForm.Conditional, text: 1));

        using var fresh = new SessionRig(SmallUNet.Build(TimeForm.Conditional), SmallUNet.Options);
        fresh.Session.Record(SmallUNet.Inputs(_picture, TimeForm.Conditional, text: 1));
        Assert.That(rig.Output(), Is.EqualTo(fresh.Output()));
    }

    /// <summary>Slots of different texts are edited in turn; a slot holds no keys and values.</summary>
    [Test]
    public void SlotsMayHaveDifferentSettings()
    {
        var options = new CachedSessionOptions { Session = SmallUNet.Options, Precision = CachePrecision.Float32, RecomputesCheapTensors = false };
        using var rig = new CachedRig(SmallUNet.Build(TimeForm.Conditional), 2, options);
        for (int slot = 0; slot < 2; slot++)
            rig.Session.Record(slot, SmallUNet.Inputs(_picture, TimeForm.Conditional, text: slot));
        float[] edited = SmallUNet.WithRectangle(_picture, 5, 29, 7, 9);
        var mask = new byte[SmallUNet.Height * SmallUNet.Width];
        for (int y = 5; y < 12; y++)
            mask.AsSpan(y * SmallUNet.Width + 29, 9).Fill(1);
        rig.Session.SetChanges(mask);

        foreach ((int slot, StepMode mode) in new[] { (0, StepMode.Dense), (0, StepMode.Skipped), (1, StepMode.Dense), (0, StepMode.Dense) })
        {
            RunReport report = rig.Session.Edit(slot, [new("picture", edited)]);

            var output = new float[SmallUNet.Images * SmallUNet.Height * SmallUNet.Width * 3];
            rig.Session.Outputs.Read(output);
            using var alone = new SessionRig(SmallUNet.Build(TimeForm.Conditional), SmallUNet.Options);
            alone.Session.Record(SmallUNet.Inputs(_picture, TimeForm.Conditional, text: slot));
            alone.Session.Edit([new("picture", edited)], new EditOptions { Mask = mask });
            Assert.That(output, Is.EqualTo(alone.Output()), $"slot {slot}");
            Assert.That(Modes(report), Is.EqualTo(new[] { mode }));
        }
    }

    private static IEnumerable<StepMode> Modes(RunReport report) => report.Steps.Where(step => step.Resolution == Text).Select(step => step.Mode);
}
