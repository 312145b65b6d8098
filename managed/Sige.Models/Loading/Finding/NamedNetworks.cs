using Sige.Weights;

namespace Sige.Models;

/// <summary>Networks whose tensors have their names, behind some prefix.</summary>
internal static class NamedNetworks
{
    /// <summary>Every prefix behind which all marks of a layout stand; if there is none, those with its first mark.</summary>
    public static IReadOnlyList<NetworkCandidate> Find(WeightCollection weights, NetworkSignature signature)
    {
        string[] names = [.. weights.Entries.Select(info => WeightNorms.PlainName(info.Name))];
        List<(NetworkLayout Layout, string Prefix)> whole = [], begun = [];
        foreach (NetworkLayout layout in signature.Layouts)
        {
            HashSet<string> foreign = layout.Foreign is { } mark ? [.. PrefixesOf(names, mark)] : [];
            string[] first = [.. PrefixesOf(names, layout.Marks[0]).Where(prefix => !foreign.Contains(prefix))];
            HashSet<string>[] others = [.. layout.Marks.Skip(1).Select(other => PrefixesOf(names, other).ToHashSet(StringComparer.Ordinal))];
            begun.AddRange(first.Select(prefix => (layout, prefix)));
            whole.AddRange(first.Where(prefix => others.All(other => other.Contains(prefix))).Select(prefix => (layout, prefix)));
        }

        List<(NetworkLayout Layout, string Prefix)> found = whole.Count > 0 ? whole : begun;
        string[] prefixes = [.. found.Select(place => place.Prefix)];
        return AddBuffers(MarkLists([.. found.Select(place => Describe(weights, place.Layout, place.Prefix, prefixes))]));
    }

    private static string[] PrefixesOf(string[] names, string mark) =>
    [
        .. names.Select(name => (name, end: SectionNames.FindEnd(name, mark)))
            .Where(found => found.end >= 0)
            .Select(found => found.name[..found.end])
            .Where(prefix => !SectionNames.IsOptimizer(prefix))
            .Distinct(),
    ];

    private static NetworkCandidate Describe(WeightCollection weights, NetworkLayout layout, string prefix, string[] prefixes)
    {
        string[] deeper = [.. prefixes.Where(other => other.Length > prefix.Length && other.StartsWith(prefix, StringComparison.Ordinal))];
        string inner = SectionNames.PathOf(prefix);
        string path = weights.UnwrappedSection is { } outer ? inner.Length == 0 ? outer : $"{outer}.{inner}" : inner;
        return new NetworkCandidate
        {
            Path = path,
            Prefix = prefix,
            Layout = layout,
            Averages = SectionNames.CountAverages(path),
            Members =
            [
                .. weights.Entries.Select(info => info.Name)
                    .Where(name => name.StartsWith(prefix, StringComparison.Ordinal) && !deeper.Any(other => name.StartsWith(other, StringComparison.Ordinal)))
                    .Select(name => (name, SectionNames.Unwrap(name[prefix.Length..]))),
            ],
        };
    }

    /// <summary>
    /// A list of model, optimizer, epoch, step and averages is how the DDIM code base writes a checkpoint: members 0 and 4.
    /// </summary>
    /// <remarks>Source: <c>runners/diffusion.py</c> of the reference implementation of Song et al., <i>DDIM</i>, ICLR 2021.</remarks>
    private static List<NetworkCandidate> MarkLists(IReadOnlyList<NetworkCandidate> candidates) =>
    [
        .. candidates.Select(candidate => candidates.Any(other => IsListOfDdim(other.Path, candidate.Path))
            ? candidate with { Averages = candidate.Averages + 1 }
            : candidate),
    ];

    private static bool IsListOfDdim(string model, string averages)
    {
        string[] first = SectionNames.Unwrap(model).Split('.'), last = SectionNames.Unwrap(averages).Split('.');
        if (first.Length != last.Length)
            return false;
        int[] different = [.. Enumerable.Range(0, first.Length).Where(i => first[i] != last[i])];
        return different is [var at] && first[at] == "0" && last[at] == "4";
    }

    /// <summary>Averages of parameters lack the running statistics and the vectors of norms, which are the network's own.</summary>
    private static IReadOnlyList<NetworkCandidate> AddBuffers(List<NetworkCandidate> candidates)
    {
        if (candidates.Where(candidate => candidate.Averages == 0).ToArray() is not [var network])
            return candidates;
        return
        [
            .. candidates.Select(candidate => candidate.Averages == 0 || candidate.Layout != network.Layout
                ? candidate
                : candidate with { Members = [.. candidate.Members, .. network.Buffers.ExceptBy(candidate.Members.Select(member => member.Name), buffer => buffer.Name)] }),
        ];
    }
}
