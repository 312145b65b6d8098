using Sige.Weights;

namespace Sige.Models;

/// <summary>Averages whose names lost their dots: <c>model_ema.conv_inweight</c> for <c>model.conv_in.weight</c>.</summary>
/// <remarks>
/// PyTorch forbids dots in the names of buffers, so a module that keeps averages as buffers takes them out. Source: <c>LitEma</c> of
/// Rombach et al., <i>High-Resolution Image Synthesis with Latent Diffusion Models</i>, CVPR 2022, <c>ldm/modules/ema.py</c>.
/// </remarks>
internal static class FlattenedAverages
{
    /// <summary>The averages of the given networks.</summary>
    public static IEnumerable<NetworkCandidate> Find(WeightCollection weights, IReadOnlyList<NetworkCandidate> networks) =>
        networks.SelectMany(network => PrefixesOf(weights, network).Select(prefix => Describe(weights, network, prefix)));

    private static IEnumerable<string> PrefixesOf(WeightCollection weights, NetworkCandidate network)
    {
        string mark = Flatten(network.Layout.Marks[0]);
        return weights.Entries.Select(info => WeightNorms.PlainName(info.Name))
            .Where(name => name.EndsWith(mark, StringComparison.Ordinal))
            .Select(name => name[..^mark.Length])
            .Distinct();
    }

    private static NetworkCandidate Describe(WeightCollection weights, NetworkCandidate network, string prefix)
    {
        string section = prefix[..(prefix.LastIndexOf('.') + 1)].TrimEnd('.');
        string path = weights.UnwrappedSection is { } outer && section.Length > 0 ? $"{outer}.{section}" : section;
        (string Stored, string Name)[] members = [.. network.Members.Select(member => Averaged(member))];
        return network with
        {
            Path = path,
            Prefix = section + '.',
            Averages = Math.Max(1, SectionNames.CountAverages(path)),
            Members = members,
            Fault = FindFault(),
        };

        (string Stored, string Name) Averaged((string Stored, string Name) member)
        {
            string stored = prefix + Flatten(member.Stored[network.Prefix.Length..]);
            return (weights.Contains(stored) ? stored : member.Stored, member.Name);
        }

        string? FindFault()
        {
            if (members.GroupBy(member => member.Stored).FirstOrDefault(group => group.Count() > 1) is { } twice)
                return $"the averaged weight '{twice.Key}' has no dots in its name and may be '{twice.First().Name}' or '{twice.Last().Name}'. {network.WayOut}";
            foreach (((string stored, _), (string plain, _)) in members.Zip(network.Members))
            {
                (WeightShape found, WeightShape expected) = (weights.GetInfo(stored).Shape, weights.GetInfo(plain).Shape);
                if (found != expected)
                    return $"the averaged weight '{stored}' is expected to have shape {expected} as '{plain}' has, but has {found}. {network.WayOut}";
            }

            return null;
        }
    }

    private static string Flatten(string name) => name.Replace(".", "", StringComparison.Ordinal);
}
