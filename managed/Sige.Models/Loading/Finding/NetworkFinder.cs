using Sige.Weights;

namespace Sige.Models;

/// <summary>
/// Finds a network in a file by the names of its tensors, under whatever keys and at whatever depth these stand; averaged weights win.
/// </summary>
internal sealed class NetworkFinder
{
    private const int MostListed = 8;

    private readonly WeightCollection _weights;
    private readonly NetworkSignature _signature;
    private readonly NetworkCandidate[] _matched;

    public NetworkFinder(WeightCollection weights, NetworkSignature signature)
    {
        (_weights, _signature) = (weights, signature);
        IReadOnlyList<NetworkCandidate> named = NamedNetworks.Find(weights, signature);
        NetworkCandidate[] plain = [.. named.Where(candidate => candidate.Averages == 0)];
        _matched = [.. FlattenedAverages.Find(weights, plain), .. UnnamedAverages.Find(weights, plain)];
        Candidates = [.. named, .. _matched];
    }

    /// <summary>Every place that holds the network.</summary>
    public IReadOnlyList<NetworkCandidate> Candidates { get; }

    /// <summary>Finds the network's weights.</summary>
    /// <param name="section">Where to look, as <see cref="NetworkSection.Path"/> has it; null for everywhere.</param>
    /// <exception cref="WeightFormatException">There is no such network, or several; the message lists what there is.</exception>
    public FoundNetwork Find(string? section)
    {
        IReadOnlyList<NetworkCandidate> inside = Inside(section);
        if (inside.Count == 0)
            throw NoNetwork(section);
        NetworkCandidate found = Best(inside) ?? throw SeveralNetworks(inside);
        return new FoundNetwork(found.Open(_weights), found.Layout, found.Path.Length == 0 ? null : found.Path);
    }

    /// <summary>The averages in a section that have their names from the network beside them; null if it holds none, or anything else.</summary>
    public NetworkCandidate? FindMatched(string section) => Inside(section) is [var only] && _matched.Contains(only) ? only : null;

    /// <summary>How a person is shown, and gives, a candidate's path.</summary>
    public static string Shown(NetworkCandidate candidate) => candidate.Path.Length == 0 ? "." : candidate.Path;

    /// <summary>What is loaded when no section is asked for; null if there is nothing, or no one best.</summary>
    public NetworkCandidate? Best() => Best(Candidates);

    private static NetworkCandidate? Best(IReadOnlyList<NetworkCandidate> candidates)
    {
        int most = candidates.Count == 0 ? 0 : candidates.Max(candidate => candidate.Averages);
        NetworkCandidate[] best = [.. candidates.Where(candidate => candidate.Averages == most)];
        return best is [var only] ? only : null;
    }

    private IReadOnlyList<NetworkCandidate> Inside(string? section)
    {
        if (section is null)
            return Candidates;
        if (section == ".")
            return [.. Candidates.Where(candidate => candidate.Path.Length == 0)];
        string outer = _weights.UnwrappedSection is { } unwrapped ? unwrapped + '.' : "";
        return
        [
            .. Candidates.Where(candidate =>
                Leads(section, candidate.Path + '.') || Leads(section, candidate.Prefix) || Leads(section, outer + candidate.Prefix)),
        ];
    }

    private static bool Leads(string section, string prefix) => prefix.StartsWith(section + '.', StringComparison.Ordinal);

    private WeightFormatException SeveralNetworks(IReadOnlyList<NetworkCandidate> candidates) => new(
        _weights.FilePath,
        $"several sections hold {_signature.Network}: {List(candidates.Select(Shown))}; choose one (--section, or Section in the options).");

    private WeightFormatException NoNetwork(string? section)
    {
        if (section is not null)
        {
            string found = Candidates.Count > 0
                ? $"found {List(Candidates.Select(Shown))}"
                : $"and neither does another section; names begin with {Beginnings(_weights)}";
            string held = section == "." ? Beginnings(_weights) : Beginnings(_weights.Select(section));
            return new WeightFormatException(
                _weights.FilePath, $"section '{section}' is expected to hold {_signature.Network}, {found}; names in it begin with {held}.");
        }

        string marks = string.Join(" or ", _signature.Layouts.Select(layout => $"'{layout.Marks[0]}'"));
        string kind = UnsupportedNetworks.Describe(_weights, _signature) ?? $"not {_signature.Network}";
        return new WeightFormatException(
            _weights.FilePath,
            $"this is {kind}; {_signature.Network} is expected, but there is no tensor {marks} under any key; names begin with {Beginnings(_weights)}.");
    }

    private static string Beginnings(WeightCollection weights) =>
        weights.Entries.Count == 0 ? "nothing, as there is no tensor" : List(weights.Entries.Select(info => info.Name.Split('.')[0]).Distinct());

    private static string List(IEnumerable<string> names)
    {
        string[] first = [.. names.Take(MostListed + 1)];
        string list = string.Join(", ", first.Take(MostListed).Select(Quote));
        return first.Length > MostListed ? list + ", ..." : list;
    }

    /// <summary>Names come from files that may be hostile.</summary>
    public static string Quote(string name)
    {
        const int Longest = 100;
        string cut = name.Length <= Longest ? name : name[..Longest] + "...";
        return $"'{string.Concat(cut.Select(c => char.IsControl(c) || char.IsSurrogate(c) ? '?' : c))}'";
    }
}
