using NUnit.Framework;
using Sige.Diffusion;

namespace Sige.Tests.Diffusion;

/// <summary>Cancels a call from its progress.</summary>
internal sealed class Canceller : IProgress<DiffusionProgress>
{
    private readonly double _fraction;
    private readonly CancellationTokenSource _source;

    private Canceller(double fraction, CancellationTokenSource source) => (_fraction, _source) = (fraction, source);

    /// <summary>Cancels a call when so much of it is done, and asserts that it throws.</summary>
    public static void CancelAt(double fraction, Action<IProgress<DiffusionProgress>, CancellationToken> call)
    {
        using var source = new CancellationTokenSource();
        Assert.That(() => call(new Canceller(fraction, source), source.Token), Throws.InstanceOf<OperationCanceledException>());
    }

    public void Report(DiffusionProgress value)
    {
        if (value.Fraction >= _fraction)
            _source.Cancel();
    }
}
