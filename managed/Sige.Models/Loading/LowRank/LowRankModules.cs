using System.Text.RegularExpressions;
using Sige.Weights;

namespace Sige.Models;

/// <summary>The modules that a file of low-rank updates changes in one part of a model.</summary>
internal sealed partial class LowRankModules
{
    private const int MostListed = 8;

    private readonly Dictionary<string, LowRankModule> _modules = new(StringComparer.Ordinal);
    private readonly HashSet<string> _taken = new(StringComparer.Ordinal);
    private readonly LowRankUpdate _update;

    /// <summary>Finds the modules.</summary>
    /// <param name="update">The file.</param>
    /// <param name="part">Which part of the model the network is.</param>
    /// <exception cref="WeightFormatException">A tensor is no part of an update or of no part of a model, or an update lacks one.</exception>
    public LowRankModules(LowRankUpdate update, LowRankPart part)
    {
        _update = update;
        RequireParts();
        var parts = new Dictionary<string, Dictionary<string, string>>(StringComparer.Ordinal);
        foreach (string name in update.Weights.Entries.Select(info => info.Name))
        {
            Match match = Tensor().Match(name);
            if (!match.Success)
                throw Fault($"tensor {NetworkFinder.Quote(name)} is no part of a low-rank update: names end in .lora_down.weight, .lora_up.weight and .alpha, or in .lora_A.weight and .lora_B.weight.");
            if (part.ModuleOf(match.Groups["module"].Value) is not { } module)
                continue;
            if (!parts.TryGetValue(module, out Dictionary<string, string>? tensors))
                parts.Add(module, tensors = new Dictionary<string, string>(StringComparer.Ordinal));
            if (!tensors.TryAdd(RoleOf(match.Groups["role"].Value), name))
                throw Fault($"there are several updates of '{module}'.");
        }

        foreach ((string module, Dictionary<string, string> tensors) in parts)
        {
            if (!tensors.TryGetValue("down", out string? down) || !tensors.TryGetValue("up", out string? up))
                throw Fault($"the update of '{module}' has {string.Join(" and ", tensors.Keys)}; down and up are expected.");
            _modules.Add(module, new LowRankModule(update, down, up, tensors.GetValueOrDefault("alpha")));
        }
    }

    /// <summary>The update of a weight; null if there is none.</summary>
    /// <param name="name">This library's name of the weight.</param>
    public LowRankModule? Find(string name)
    {
        if (!name.EndsWith(".weight", StringComparison.Ordinal))
            return null;
        string module = LowRankPart.Flatten(name[..^".weight".Length]);
        _taken.Add(module);
        return _modules.GetValueOrDefault(module);
    }

    /// <summary>Throws if an update is of a module that was not asked for.</summary>
    /// <exception cref="WeightFormatException">The message lists them.</exception>
    public void RequireAll()
    {
        string[] left = [.. _modules.Keys.Where(module => !_taken.Contains(module)).Order(StringComparer.Ordinal)];
        if (left.Length > 0)
            throw Fault($"{left.Length} updates are of modules that the network does not have: {List(left)}.");
    }

    /// <summary>Refuses a file that would change nothing, or of which a part would be left out unseen.</summary>
    private void RequireParts()
    {
        string[] names = [.. _update.Weights.Entries.Select(info => info.Name)];
        if (names.Length == 0)
            throw Fault("a low-rank update is expected, but there is no tensor.");
        string[] strange = [.. names.Where(name => LowRankPart.All.All(part => part.ModuleOf(name) is null)).Order(StringComparer.Ordinal)];
        if (strange.Length > 0)
            throw Fault($"{strange.Length} tensors are of no part of the model: {List(strange)}; names are expected to begin with {string.Join(", ", LowRankPart.All.Select(part => $"{part.Joined} or {part.Dotted}"))}.");
    }

    private static string List(string[] names) => $"{string.Join(", ", names.Take(MostListed).Select(NetworkFinder.Quote))}{(names.Length > MostListed ? ", ..." : "")}";

    private static string RoleOf(string written) => written switch
    {
        "lora_down.weight" or "lora.down.weight" or "lora_linear_layer.down.weight" or "lora_A.weight" => "down",
        "lora_up.weight" or "lora.up.weight" or "lora_linear_layer.up.weight" or "lora_B.weight" => "up",
        _ => "alpha",
    };

    private WeightFormatException Fault(string reason) => new(_update.Weights.FilePath, reason);

    [GeneratedRegex(@"\A(?<module>.+)\.(?<role>lora_down\.weight|lora_up\.weight|lora\.down\.weight|lora\.up\.weight|lora_linear_layer\.down\.weight|lora_linear_layer\.up\.weight|lora_A\.weight|lora_B\.weight|alpha)\z", RegexOptions.NonBacktracking)]
    private static partial Regex Tensor();
}
