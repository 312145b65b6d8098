using NUnit.Framework;
using Sige.Bench.Measuring;

namespace Sige.Tests.Bench;

/// <summary>Samples become the right figures.</summary>
[TestFixture]
public sealed class StatisticsTests
{
    [Test]
    public void MedianOfAnOddCountIsTheMiddleSample() =>
        Assert.That(Statistics.Median([9, 1, 5, 100, 2]), Is.EqualTo(5));

    [Test]
    public void MedianOfAnEvenCountLiesBetweenTheMiddleTwo() =>
        Assert.That(Statistics.Median([4, 1, 3, 100]), Is.EqualTo(3.5));

    [Test]
    public void MedianLeavesItsSamplesInOrder()
    {
        double[] samples = [3, 1, 2];

        Statistics.Median(samples);

        Assert.That(samples, Is.EqualTo([3.0, 1.0, 2.0]));
    }

    [Test]
    public void MedianOfNothingIsRefused() =>
        Assert.That(() => Statistics.Median([]), Throws.ArgumentException);

    [Test]
    public void PsnrOfATenthOfTheRangeIs20Decibels() =>
        Assert.That(Statistics.Psnr([0.2f, -0.2f], [0, 0], range: 2), Is.EqualTo(20).Within(1e-5));

    [Test]
    public void PsnrOfEqualValuesIsInfinite() =>
        Assert.That(Statistics.Psnr([1, 2], [1, 2], range: 2), Is.EqualTo(double.PositiveInfinity));

    [Test]
    public void PsnrOfOtherCountsIsRefused() =>
        Assert.That(() => Statistics.Psnr([1, 2], [1], range: 2), Throws.ArgumentException);

    [Test]
    public void TimingRunsWarmUpsFirstAndNumbersAllRuns()
    {
        var runs = new List<int>();

        double seconds = Timing.Median(3, 2, runs.Add, TimeSpan.Zero);

        Assert.That(runs, Is.EqualTo([0, 1, 2, 3, 4]));
        Assert.That(seconds, Is.GreaterThanOrEqualTo(0));
    }

    [Test]
    public void BestIsAtMostTheMedian()
    {
        int call = 0;
        void Vary() => Thread.Sleep(call++ % 3 == 0 ? 1 : 12);

        double best = Timing.Cold(3, () => { }, Vary, Estimate.Best), median = Timing.Cold(3, () => { }, Vary);

        Assert.That(best, Is.LessThan(median));
    }

    [Test]
    public void ColdTimingEvictsBeforeEachSample()
    {
        var calls = new List<string>();

        Timing.Cold(2, () => calls.Add("evict"), () => calls.Add("run"));

        Assert.That(calls, Is.EqualTo(["evict", "run", "evict", "run"]));
    }
}
