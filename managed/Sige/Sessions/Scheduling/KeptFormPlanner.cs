using Sige.Devices;
using Sige.Lowering;
using Sige.Tensors;

namespace Sige.Sessions;

/// <summary>
/// Chooses which layers keep weights of which forms: step by step those that save most estimated time for their bytes over making
/// them in each run, until the budget is spent. A layer may keep none, some or all of the forms that have weights of their own.
/// </summary>
internal sealed class KeptFormPlanner(Queue queue, IReadOnlyList<(ConvolutionLayer Layer, PlanLevel Level)> layers)
{
    /// <summary>How many edits a dense run is worth: sessions record once and edit often.</summary>
    private const double EditsPerRecording = 10;

    /// <summary>The edit that is planned for: this share of the picture, in the middle.</summary>
    private const double TypicalShare = 0.02;

    /// <summary>Chooses the forms. The levels' active sets hold the typical edit.</summary>
    /// <param name="budgetShare">What all forms together may take, as a multiple of the packed weights as float32.</param>
    /// <param name="cancellationToken">Ends the work between two layers.</param>
    public IReadOnlyCollection<KeptForms> Choose(double budgetShare, CancellationToken cancellationToken = default)
    {
        long budget = (long)(budgetShare * layers.Sum(layer => layer.Layer.Convolution.Float32WeightBytes));
        var chosen = new Dictionary<ConvolutionLayer, Choice>();
        foreach (Choice choice in layers.SelectMany(Frontier).OrderByDescending(choice => choice.Gain))
        {
            cancellationToken.ThrowIfCancellationRequested();
            long kept = chosen.TryGetValue(choice.Kept.Layer, out Choice? before) ? before.Kept.Bytes : 0;
            if (choice.Kept.Bytes - kept > budget)
                continue;
            budget -= choice.Kept.Bytes - kept;
            chosen[choice.Kept.Layer] = choice;
        }

        return [.. chosen.Values.Select(choice => choice.Kept)];
    }

    /// <summary>Makes the weights of the chosen forms.</summary>
    /// <returns>One sentence for each layer that keeps some.</returns>
    public IReadOnlyList<string> Keep(IEnumerable<KeptForms> chosen, CancellationToken cancellationToken)
    {
        var sentences = new List<string>();
        foreach (KeptForms kept in chosen)
        {
            foreach (ConvolutionForm form in kept.Forms)
            {
                cancellationToken.ThrowIfCancellationRequested();
                kept.Layer.Convolution.Keep(queue, form);
            }

            sentences.Add(FormattableString.Invariant($"{kept.Layer.Step.Name} keeps {string.Join(" and ", kept.Forms.Select(form => form.Name))} weights of {kept.Bytes / 1e6:0.00} MB."));
        }

        return sentences;
    }

    /// <summary>A mask of the typical edit: a rectangle in the middle, of the picture's aspect.</summary>
    public static byte[] TypicalMask(Resolution size)
    {
        var mask = new byte[size.PixelCount];
        double side = Math.Sqrt(TypicalShare);
        (int h, int w) = ((int)Math.Ceiling(size.H * side), (int)Math.Ceiling(size.W * side));
        for (int y = 0; y < h; y++)
            mask.AsSpan(((size.H - h) / 2 + y) * size.W + (size.W - w) / 2, w).Fill(1);
        return mask;
    }

    /// <summary>A layer's choices, small to large, each with the cost that a byte saves over the one before; those gains fall.</summary>
    private IEnumerable<Choice> Frontier((ConvolutionLayer Layer, PlanLevel Level) layer)
    {
        var frontier = new List<Choice>();
        foreach (Choice choice in Choices(layer.Layer, layer.Level).OrderBy(choice => choice.Kept.Bytes))
        {
            while (frontier.Count > 0 && choice.GainOver(frontier[^1]) >= frontier[^1].GainOver(frontier.Count > 1 ? frontier[^2] : null))
                frontier.RemoveAt(frontier.Count - 1);
            if (choice.GainOver(frontier.LastOrDefault()) > 0)
                frontier.Add(choice);
        }

        for (int i = 0; i < frontier.Count; i++)
            yield return frontier[i] with { Gain = frontier[i].GainOver(i > 0 ? frontier[i - 1] : null) };
    }

    private IEnumerable<Choice> Choices(ConvolutionLayer layer, PlanLevel level)
    {
        ActiveSet? typical = level.Mask?.Active;
        ConvolutionForm[] forms = [.. layer.Convolution.Forms.Where(form => form.KeptBytes > 0)];
        foreach (ConvolutionForm[] some in Subsets(forms))
        {
            var kept = new KeptForms(layer, some);
            yield return new Choice(kept, Saved(kept, null) + EditsPerRecording * Saved(kept, typical));
        }
    }

    /// <summary>All of them but the empty one, 2^n - 1 for n forms.</summary>
    private static IEnumerable<ConvolutionForm[]> Subsets(ConvolutionForm[] forms) =>
        from bits in Enumerable.Range(1, (1 << forms.Length) - 1)
        select forms.Where((_, i) => (bits >> i & 1) != 0).ToArray();

    /// <summary>Weights that are read more slowly than they would be made, where pixels are few, do not count against their form.</summary>
    private double Saved(KeptForms kept, ActiveSet? active) => Math.Max(
        0, kept.Layer.QueryCosts(queue, active).Cost - kept.Layer.QueryCosts(queue, active, kept.Set).Cost);

    private sealed record Choice(KeptForms Kept, double SavedCost)
    {
        /// <summary>Cost that a byte saves over the next smaller choice.</summary>
        public double Gain { get; init; }

        public double GainOver(Choice? smaller) => smaller is null
            ? SavedCost / Math.Max(1, Kept.Bytes)
            : (SavedCost - smaller.SavedCost) / Math.Max(1, Kept.Bytes - smaller.Kept.Bytes);
    }
}

/// <summary>The forms whose weights a layer keeps.</summary>
/// <param name="Layer">The layer.</param>
/// <param name="Forms">Which forms.</param>
internal sealed record KeptForms(ConvolutionLayer Layer, ConvolutionForm[] Forms)
{
    /// <summary>What they take together.</summary>
    public long Bytes { get; } = Forms.Sum(form => form.KeptBytes);

    /// <summary>The forms as a set.</summary>
    public FormSet Set { get; } = FormSet.Of(Forms);
}
