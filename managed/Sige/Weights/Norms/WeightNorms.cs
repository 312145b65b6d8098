namespace Sige.Weights;

/// <summary>Folds the normalisations that training stores a weight in parts for: spectral norm and weight norm.</summary>
/// <remarks>
/// PyTorch writes both in two forms: <c>weight_orig</c>, <c>weight_u</c>, <c>weight_v</c> and <c>weight_g</c>, <c>weight_v</c> by the
/// hooks of <c>torch.nn.utils</c>, and <c>parametrizations.weight.original</c>, <c>.0._u</c>, <c>.0._v</c> and
/// <c>parametrizations.weight.original0</c>, <c>original1</c> by <c>torch.nn.utils.parametrizations</c>.
/// </remarks>
public static class WeightNorms
{
    private static readonly string[] Suffixes = ["_orig", "_u", "_v", "_g"];

    /// <summary>A view in which each weight that is stored in parts is whole; other tensors pass through.</summary>
    /// <param name="weights">A collection; one without normalised weights comes back as it is.</param>
    /// <returns>A view that ends with <paramref name="weights"/>. Folded tensors are float32 and computed when read.</returns>
    /// <exception cref="WeightFormatException">A part is missing or has another shape than the weight demands.</exception>
    public static WeightCollection Fold(WeightCollection weights)
    {
        ArgumentNullException.ThrowIfNull(weights);
        var replaced = new Dictionary<string, WeightEntry?>(StringComparer.Ordinal);
        foreach (NormedWeight normed in FindAll(weights))
        {
            foreach (string part in normed.Parts)
                replaced[part] = null;
            replaced[normed.Parts[0]] = normed.Fold();
        }

        if (replaced.Count == 0)
            return weights;
        return new WeightCollection(
            weights.Origin,
            weights.Entries.Select(info => replaced.TryGetValue(info.Name, out WeightEntry? entry) ? entry : weights.Find(info.Name)).OfType<WeightEntry>());
    }

    /// <summary>
    /// The name of the weight that a stored tensor is a part of: <c>a.weight</c> for <c>a.weight_orig</c>, <c>a.weight_g</c>,
    /// <c>a.parametrizations.weight.original0</c>; any other name is its own.
    /// </summary>
    /// <param name="storedName">A tensor's name, as a file has it.</param>
    public static string PlainName(string storedName)
    {
        ArgumentNullException.ThrowIfNull(storedName);
        if (Parametrization.Find(storedName) is { } parametrization)
            return parametrization.WeightName;
        string? suffix = Suffixes.FirstOrDefault(suffix => storedName.EndsWith("weight" + suffix, StringComparison.Ordinal));
        return suffix is null ? storedName : storedName[..^suffix.Length];
    }

    /// <summary>How many weights of a collection are stored in parts.</summary>
    internal static int Count(WeightCollection weights) => FindAll(weights).Count();

    private static IEnumerable<NormedWeight> FindAll(WeightCollection weights) =>
        weights.Entries.Where(info => info.IsReadable).Select(info => SpectralNorm.Find(weights, info.Name) ?? WeightNorm.Find(weights, info.Name)).OfType<NormedWeight>();
}
