using NUnit.Framework;
using Sige.Cli.Output;
using Sige.Diffusion;
using Spectre.Console;

namespace Sige.Tests.Cli;

internal sealed class ProgressBarTests
{
    [TestCase(13.2, "b[[1]].png, step 4 of 10, 14 s left")]
    [TestCase(125.0, "b[[1]].png, step 4 of 10, 2 min 5 s left")]
    [TestCase(null, "b[[1]].png, step 4 of 10")]
    public void ADenoisingShowsItsStepAndTheRemainingTime(double? seconds, string expected)
    {
        var task = new ProgressTask(0, "edit", maxValue: 1);
        var bar = new ProgressBar(task, "b[1].png");

        bar.Report(Progress(3, 0.35, seconds));

        Assert.That(task.Description, Is.EqualTo(expected));
        Assert.That(task.Value, Is.EqualTo(0.35));
    }

    [Test]
    public void SeveralDenoisingsFillOneBar()
    {
        var task = new ProgressTask(0, "edits", maxValue: 1);
        ProgressBar bar = new ProgressBar(task, "edits").Of(2);

        bar.Report(Progress(10, 1, 0));
        Assert.That(task.Value, Is.EqualTo(0.5));
        bar.Report(Progress(5, 0.5, 1));
        Assert.That(task.Value, Is.EqualTo(0.75));
        bar.Report(Progress(10, 1, 0));

        Assert.That(task.Value, Is.EqualTo(1));
        Assert.That(task.Description, Is.EqualTo("edits"));
    }

    private static DiffusionProgress Progress(int step, double fraction, double? remaining) => new(
        DiffusionActivity.Denoising, step, 10, fraction, TimeSpan.FromSeconds(1), remaining is { } seconds ? TimeSpan.FromSeconds(seconds) : null);
}
