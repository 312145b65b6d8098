using NUnit.Framework;
using Sige.Lowering;
using Sige.Sessions;
using Sige.Weights;

namespace Sige.Tests.Sessions;

/// <summary>Networks with weights kept in 16 bits, against the same with float32 weights.</summary>
[TestFixture("general")]
[TestFixture("gaugan")]
[TestFixture("gc")]
[TestFixture("ddpm-like")]
[TestFixture("pd-like")]
internal sealed class WeightPrecisionTests(string network)
{
    private readonly CachedCase _case = CachedCase.Of(network);

    /// <summary>
    /// The error of a picture, and of an edit, as a share of their root mean square. The roundings of convolutions are independent, so that
    /// their errors add up as a random walk does; three of its deviations hold what is behind them too. Measured: 4.8e-4 to 2.2e-3 in
    /// float16, 4.1e-3 to 1.7e-2 in bfloat16.
    /// </summary>
    /// <param name="precision">The precision.</param>
    /// <param name="ofOne">The error of one convolution, see <see cref="WeightPrecision"/>.</param>
    [TestCase(WeightPrecision.Float16, 2.1e-4)]
    [TestCase(WeightPrecision.BFloat16, 1.7e-3)]
    public void PicturesDifferByTheRoundingOfWeights(WeightPrecision precision, double ofOne)
    {
        using CachedRig wide = Recorded(WeightPrecision.Float32), narrow = Recorded(precision);
        double most = 3 * ofOne * Math.Sqrt(narrow.Session.Executor.Bound.Runners.OfType<ConvolutionRunner>().Count());
        byte[] mask = _case.Mask((_case.Size.H / 2, _case.Size.W / 2, 5, 6));

        double recorded = Difference(narrow.Output(), wide.Output());
        double edited = Difference(narrow.Edit(_case, 0, mask), wide.Edit(_case, 0, mask));

        Assert.That(recorded, Is.Positive.And.LessThan(most));
        Assert.That(edited, Is.Positive.And.LessThan(most));
    }

    [Test]
    public void HalfTheBytesAreReportedAndPredicted([Values(WeightPrecision.Float16, WeightPrecision.BFloat16)] WeightPrecision precision)
    {
        using CachedRig wide = Recorded(WeightPrecision.Float32), narrow = Recorded(precision);
        MemoryReport of = wide.Session.Memory, half = narrow.Session.Memory;
        CachePrediction predicted = CachedSession.Predict(_case.Graph(), 1, Options(precision));

        Assert.That(of.NarrowWeights, Is.Zero);
        Assert.That(half.NarrowWeights, Is.Positive);
        Assert.That(half.Weights, Is.EqualTo(of.Weights - half.NarrowWeights));
        Assert.That(half with { Log = 0, ActiveSets = 0 }, Is.EqualTo(predicted.Memory));
    }

    /// <summary>Nothing of a float32 network is narrowed unless it is asked for.</summary>
    [Test]
    public void AsTheFileHasThemIsTheDefault()
    {
        using CachedRig asFile = new(_case.Graph(), 1, new CachedSessionOptions { Session = _case.Session }), wide = Recorded(WeightPrecision.Float32);
        asFile.Session.Record(0, _case.Recorded(0));

        Assert.That(asFile.Output(), Is.EqualTo(wide.Output()));
        Assert.That(asFile.Session.Memory.NarrowWeights, Is.Zero);
    }

    private CachedSessionOptions Options(WeightPrecision precision) => new() { Session = _case.Session with { WeightPrecision = precision } };

    private CachedRig Recorded(WeightPrecision precision) => CachedRig.Recorded(_case, 1, Options(precision));

    private static double Difference(float[] found, float[] expected)
    {
        double error = found.Zip(expected, (a, b) => (double)(a - b) * (a - b)).Sum();
        return Math.Sqrt(error / expected.Sum(value => (double)value * value));
    }
}
