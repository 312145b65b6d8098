using Sige.Weights;

namespace Sige.Models;

/// <summary>A section of a weight file that holds a network which this library loads.</summary>
/// <param name="Path">Its keys, joined by dots, as options named <c>Section</c> take them; a dot alone for the file itself.</param>
/// <param name="Network">What it holds, in words.</param>
/// <param name="IsAveraged">Whether its names say that the weights are averaged.</param>
/// <param name="IsTaken">Whether it is the one that is loaded when none is asked for.</param>
/// <param name="Fault">Why it cannot be loaded; null if nothing is known against it.</param>
public sealed record NetworkSection(string Path, string Network, bool IsAveraged, bool IsTaken, string? Fault)
{
    /// <summary>Finds the networks in a file by the names of its tensors; shapes are not looked at.</summary>
    /// <param name="weights">The file.</param>
    /// <returns>The sections in the order of the file, averages without names last; empty if no network is known.</returns>
    public static IReadOnlyList<NetworkSection> FindAll(WeightCollection weights)
    {
        ArgumentNullException.ThrowIfNull(weights);
        return [.. NetworkSignature.All.SelectMany(signature => FindAll(new NetworkFinder(weights, signature)))];
    }

    private static IEnumerable<NetworkSection> FindAll(NetworkFinder finder)
    {
        NetworkCandidate? taken = finder.Best();
        return finder.Candidates.Select(candidate => new NetworkSection(
            NetworkFinder.Shown(candidate), candidate.Layout.Name, candidate.Averages > 0, candidate == taken, candidate.Fault));
    }
}
