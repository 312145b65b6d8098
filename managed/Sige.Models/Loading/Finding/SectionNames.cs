namespace Sige.Models;

/// <summary>What the keys on the way to a network say.</summary>
internal static class SectionNames
{
    /// <summary>What <c>DataParallel</c>, <c>torch.compile</c>, FSDP and activation checkpointing put into names, anywhere.</summary>
    private static readonly string[] Wrappers = ["module", "_orig_mod", "_fsdp_wrapped_module", "_fpw_module", "_checkpoint_wrapped_module"];

    private static readonly string[] WordsOfAverages = ["ema", "avg", "average", "averaged", "shadow", "swa", "polyak"];

    /// <summary>Where a name that ends with a mark has the mark begin, wrappers left out of account; -1 if it does not end so.</summary>
    /// <param name="name">A name in plain form.</param>
    /// <param name="mark">The end that is looked for.</param>
    public static int FindEnd(string name, string mark)
    {
        if (name.EndsWith(mark, StringComparison.Ordinal) && (name.Length == mark.Length || name[^(mark.Length + 1)] == '.'))
            return name.Length - mark.Length;
        string[] wanted = mark.Split('.');
        if (!MayHaveWrappers(name) || !name.EndsWith(wanted[^1], StringComparison.Ordinal))
            return -1;
        string[] parts = name.Split('.');
        int part = parts.Length;
        int start = name.Length + 1;
        for (int i = wanted.Length - 1; i >= 0; i--)
        {
            while (--part >= 0 && parts[part] != wanted[i] && i < wanted.Length - 1 && Wrappers.Contains(parts[part]))
                start -= parts[part].Length + 1;
            if (part < 0 || parts[part] != wanted[i])
                return -1;
            start -= parts[part].Length + 1;
        }

        return start;
    }

    /// <summary>A name without wrappers.</summary>
    public static string Unwrap(string name) =>
        MayHaveWrappers(name) ? string.Join('.', name.Split('.').Where(part => !Wrappers.Contains(part))) : name;

    /// <summary>The path of a section as it is shown: without wrappers at its end.</summary>
    /// <param name="prefix">What stands before a network's names, with the last dot.</param>
    public static string PathOf(string prefix)
    {
        string[] parts = prefix.TrimEnd('.').Split('.');
        int length = parts.Length;
        while (length > 0 && Wrappers.Contains(parts[length - 1]))
            length--;
        return string.Join('.', parts[..length]);
    }

    /// <summary>How many keys of a path speak of averaged weights: <c>ema.ema_model</c> has two, <c>ema.online_model</c> one.</summary>
    public static int CountAverages(string path) => path.Split('.').Count(IsAveraged);

    /// <summary>
    /// Whether a path leads into an optimizer, which keeps tensors of the weights' names and shapes; Flax's optimizer also held the
    /// weights, as <c>target</c>.
    /// </summary>
    public static bool IsOptimizer(string path)
    {
        string[] parts = path.Split('.');
        int optimizer = Array.FindLastIndex(parts, part => part == "opt" || part.StartsWith("opt_", StringComparison.Ordinal) || part.StartsWith("optim", StringComparison.Ordinal));
        return optimizer >= 0 && parts[optimizer] != "optimizer_target" && !parts[optimizer..].Contains("target");
    }

    /// <summary>Spares most names the splitting.</summary>
    private static bool MayHaveWrappers(string name) => name.Contains("mod", StringComparison.Ordinal);

    private static bool IsAveraged(string key) =>
        key.EndsWith("EMA", StringComparison.Ordinal) || key.EndsWith("Ema", StringComparison.Ordinal)
        || key.ToLowerInvariant().Split('_', '-', ' ').Any(word => WordsOfAverages.Contains(word));
}
