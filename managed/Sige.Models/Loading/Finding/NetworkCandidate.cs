using Sige.Weights;

namespace Sige.Models;

/// <summary>A place in a file that holds a network.</summary>
internal sealed record NetworkCandidate
{
    /// <summary>The keys that lead there, joined by dots, as a person gives them; empty for the file itself.</summary>
    public required string Path { get; init; }

    /// <summary>How its names are written.</summary>
    public required NetworkLayout Layout { get; init; }

    /// <summary>How much says that its weights are averaged; 0 for nothing.</summary>
    public required int Averages { get; init; }

    /// <summary>What stands before its names in the file.</summary>
    public required string Prefix { get; init; }

    /// <summary>Its tensors: the name in the file, and the one in the network.</summary>
    public required IReadOnlyList<(string Stored, string Name)> Members { get; init; }

    /// <summary>Why it cannot be read; null if it can.</summary>
    public string? Fault { get; init; }

    /// <summary>What to do where averages of this network cannot be read.</summary>
    public string WayOut => $"Section '{NetworkFinder.Shown(this)}' has weights that are not averaged (--section, or Section in the options).";

    /// <summary>The tensors that are parameters, in the order of the file.</summary>
    public IEnumerable<(string Stored, string Name)> Parameters => Members.Where(member => !IsBuffer(member.Name));

    /// <summary>What is no parameter, so that averages of parameters lack it.</summary>
    public IEnumerable<(string Stored, string Name)> Buffers => Members.Where(member => IsBuffer(member.Name));

    /// <summary>The network's tensors under its own names, norms folded.</summary>
    public WeightCollection Open(WeightCollection file) => WeightNorms.Fold(OpenAsStored(file));

    /// <summary>The network's tensors under its own names, as the file has them.</summary>
    public WeightCollection OpenAsStored(WeightCollection file) => Fault is null
        ? file.SelectAs(Members)
        : throw new WeightFormatException(file.FilePath, Fault);

    private bool IsBuffer(string name)
    {
        string last = name[(name.LastIndexOf('.') + 1)..];
        return last is "running_mean" or "running_var" or "num_batches_tracked" or "_u" or "_v" or "weight_u"
            || (last == "weight_v" && !Members.Any(member => member.Name == $"{name[..^1]}g"));
    }
}
