using System.Globalization;
using Sige.Weights;

namespace Sige.Models;

/// <summary>Averages that are a list of tensors in the order of the network's parameters, without names.</summary>
/// <remarks>
/// <c>shadow_params</c> of <c>torch_ema</c> and of the score-SDE code base, <c>ema_weights</c> of training callbacks. A network's
/// parameters and its <c>state_dict</c> have one order, buffers left out. Source: <c>models/ema.py</c> of the reference implementation
/// of Song et al., <i>Score-Based Generative Modeling through Stochastic Differential Equations</i>, ICLR 2021.
/// </remarks>
internal static class UnnamedAverages
{
    /// <summary>What <c>torch_ema</c> puts aside while it evaluates: weights that are not averaged.</summary>
    private const string SetAside = "collected_params";

    /// <summary>The averages that lie beside the given networks.</summary>
    public static IEnumerable<NetworkCandidate> Find(WeightCollection weights, IReadOnlyList<NetworkCandidate> networks) =>
        networks.Count == 0 ? [] : Lists(weights).Select(list => Describe(weights, list.Path, list.Tensors, networks));

    /// <summary>The lists of tensors whose keys speak of averages, each with its tensors in order.</summary>
    public static IEnumerable<(string Path, string[] Tensors)> Lists(WeightCollection weights) =>
        weights.Entries.Select(info => info.Name)
            .Where(name => IndexOf(name) >= 0)
            .GroupBy(name => name[..name.LastIndexOf('.')])
            .Where(list => list.Skip(1).Any() && !list.Key.EndsWith(SetAside, StringComparison.Ordinal) && SectionNames.CountAverages(Full(weights, list.Key)) > 0)
            .Select(list => (list.Key, list.OrderBy(IndexOf).ToArray()));

    private static int IndexOf(string name)
    {
        int dot = name.LastIndexOf('.');
        return dot > 0 && int.TryParse(name.AsSpan(dot + 1), NumberStyles.None, CultureInfo.InvariantCulture, out int index) ? index : -1;
    }

    private static string Full(WeightCollection weights, string path) => weights.UnwrappedSection is { } outer ? $"{outer}.{path}" : path;

    private static NetworkCandidate Describe(WeightCollection weights, string path, string[] tensors, IReadOnlyList<NetworkCandidate> networks)
    {
        var faults = new List<string>();
        var fitting = new List<NetworkCandidate>();
        foreach (NetworkCandidate network in networks)
        {
            if (Match(weights, tensors, network, out string fault) is { } names)
                fitting.Add(network with { Members = Join(tensors, names, network) });
            else
                faults.Add(fault);
        }

        string? reason = fitting.Count switch
        {
            0 => faults[0],
            1 => null,
            _ => $"they fit {string.Join(" and ", fitting.Select(network => $"'{NetworkFinder.Shown(network)}'"))} alike",
        };
        string shown = Full(weights, path);
        return (fitting.Count > 0 ? fitting[0] : networks[0]) with
        {
            Path = shown,
            Prefix = path + '.',
            Averages = Math.Max(1, SectionNames.CountAverages(shown)),
            Fault = reason is null
                ? null
                : $"the averaged weights in '{shown}' have no names and cannot be matched: {reason}. {networks[0].WayOut}",
        };
    }

    /// <summary>
    /// The tensors' names in the file: those of the network's parameters, of all its tensors, or of the parameters of what contains it.
    /// </summary>
    private static string[]? Match(WeightCollection weights, string[] tensors, NetworkCandidate network, out string fault)
    {
        fault = "";
        string[] parameters = [.. network.Parameters.Select(member => member.Stored).Where(IsNamed)];
        string[] all = [.. network.Members.Select(member => member.Stored).Where(IsNamed)];
        string[] usual = [.. parameters.Where(HasUsualName)];
        foreach (string[] names in (ReadOnlySpan<string[]>)[parameters, usual, all, .. Containers(weights, network)])
        {
            string? found = Compare(weights, tensors, names, NetworkFinder.Shown(network));
            if (found is null)
                return names;
            fault = fault.Length == 0 ? found : fault;
        }

        return null;
    }

    /// <summary>Buffers of a diffusion process, such as its noise levels, have other names.</summary>
    private static bool HasUsualName(string name) => WeightNorms.PlainName(name).EndsWith("weight", StringComparison.Ordinal) || name.EndsWith("bias", StringComparison.Ordinal);

    private static bool IsNamed(string name) => IndexOf(name) < 0;

    private static IEnumerable<string[]> Containers(WeightCollection weights, NetworkCandidate network)
    {
        string[] parts = network.Prefix.TrimEnd('.').Split('.');
        for (int length = parts.Length - 1; length >= 1; length--)
        {
            string prefix = string.Join('.', parts[..length]) + '.';
            NetworkCandidate container = network with { Members = [.. weights.Entries.Select(info => info.Name).Where(name => name.StartsWith(prefix, StringComparison.Ordinal)).Select(name => (name, name))] };
            string[] parameters = [.. container.Parameters.Select(member => member.Stored).Where(IsNamed)];
            yield return parameters;
            yield return [.. parameters.Where(HasUsualName)];
        }
    }

    private static string? Compare(WeightCollection weights, string[] tensors, string[] names, string network)
    {
        if (tensors.Length != names.Length)
            return $"they are {tensors.Length} tensors, and the network in '{network}' has {names.Length} parameters";
        for (int i = 0; i < names.Length; i++)
        {
            (WeightShape found, WeightShape expected) = (weights.GetInfo(tensors[i]).Shape, weights.GetInfo(names[i]).Shape);
            if (found != expected)
                return $"tensor {i} has shape {found} where parameter '{names[i]}' has {expected}";
        }

        return null;
    }

    private static (string Stored, string Name)[] Join(string[] tensors, string[] names, NetworkCandidate network)
    {
        Dictionary<string, string> averaged = names.Zip(tensors).ToDictionary(pair => pair.First, pair => pair.Second, StringComparer.Ordinal);
        return [.. network.Members.Where(member => IsNamed(member.Stored)).Select(member => (averaged.GetValueOrDefault(member.Stored, member.Stored), member.Name))];
    }
}
