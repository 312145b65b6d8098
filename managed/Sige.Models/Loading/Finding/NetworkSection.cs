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

    /// <summary>
    /// The tensors of a section, as they are stored. Averages that are a list without names, or whose names lost their dots, get those of the
    /// network that they are averages of, which adds what has no average; all others keep what stands behind the section's keys.
    /// </summary>
    /// <param name="weights">The file.</param>
    /// <param name="section">Keys joined by dots, as <see cref="WeightCollection.Select"/> and <see cref="Path"/> have them.</param>
    /// <returns>A view; it ends with the file.</returns>
    /// <exception cref="WeightFormatException">There is no such section, or its averages do not fit the network; the message says why.</exception>
    public static WeightCollection Select(WeightCollection weights, string section)
    {
        ArgumentNullException.ThrowIfNull(weights);
        ArgumentException.ThrowIfNullOrEmpty(section);
        NetworkCandidate? matched = NetworkSignature.All.Select(signature => new NetworkFinder(weights, signature).FindMatched(section)).OfType<NetworkCandidate>().FirstOrDefault();
        return matched?.OpenAsStored(weights) ?? weights.Select(section);
    }

    private static IEnumerable<NetworkSection> FindAll(NetworkFinder finder)
    {
        NetworkCandidate? taken = finder.Best();
        return finder.Candidates.Select(candidate => new NetworkSection(
            NetworkFinder.Shown(candidate), candidate.Layout.Name, candidate.Averages > 0, candidate == taken, candidate.Fault));
    }
}
