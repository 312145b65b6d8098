using Sige.Bench.Measuring;
using Sige.Sessions;

namespace Sige.Bench.Workloads;

/// <summary>Where edits' time goes: medians over edits, in milliseconds. The parts are those of <see cref="RunTimes"/>.</summary>
/// <param name="AroundPercent">What is neither convolution nor another operator of the network, as a share of the edit.</param>
internal sealed record TimeShares(
    double Convolutions,
    double Operators,
    double Statistics,
    double Keeping,
    double Undo,
    double Difference,
    double Masks,
    double Upload,
    double Calls,
    double AroundPercent)
{
    /// <summary>Sums edits up.</summary>
    public static TimeShares Of(IReadOnlyList<RunReport> edits)
    {
        return new TimeShares(
            Median(times => times.Convolutions),
            Median(times => times.Operators),
            Median(times => times.Statistics),
            Median(times => times.Keeping),
            Median(times => times.Undo),
            Median(times => times.Difference),
            Median(times => times.Masks),
            Median(times => times.Upload),
            Median(times => times.Calls),
            Math.Round(Sige.Bench.Measuring.Statistics.Median([.. edits.Select(edit => 100 * (edit.Times.Around / edit.Times.Total))]), 2));

        double Median(Func<RunTimes, TimeSpan> part) =>
            Timing.Milliseconds(Sige.Bench.Measuring.Statistics.Median([.. edits.Select(edit => part(edit.Times).TotalSeconds)]));
    }
}
