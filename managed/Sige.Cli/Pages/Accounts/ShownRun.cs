using Sige.Sessions;

namespace Sige.Cli.Pages;

/// <summary>A run of a network whose layers are shown.</summary>
/// <param name="Network">Which network, where an edit runs several; empty for the only one.</param>
/// <param name="Report">What it did.</param>
/// <param name="Masks">The active pixels of the resolutions that ran sparse.</param>
internal sealed record ShownRun(string Network, RunReport Report, IReadOnlyList<ActiveMask> Masks)
{
    /// <summary>Reads a run's masks.</summary>
    /// <param name="network">Which network; empty for the only one.</param>
    /// <param name="report">What it did; null if it did not run.</param>
    /// <param name="read">Reads active pixels of a session that has done nothing since.</param>
    /// <returns>The run, or nothing.</returns>
    public static IEnumerable<ShownRun> Of(string network, RunReport? report, ReadActivePixels read) =>
        report is null ? [] : [new ShownRun(network, report, ActiveMask.ReadAll(report, read))];

    /// <summary>The network, a colon, and something of it; that alone where there is one network.</summary>
    public string Name(string part) => Network.Length == 0 ? part : $"{Network}: {part}";
}
