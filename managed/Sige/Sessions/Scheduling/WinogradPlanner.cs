using Sige.Devices;
using Sige.Lowering;
using Sige.Tensors;

namespace Sige.Sessions;

/// <summary>
/// Chooses which layers keep their weights in Winograd forms, too: step by step the form that saves most estimated cycles for its
/// bytes over transforming them in each run, until the budget is spent. A layer may keep none, either or both.
/// </summary>
internal sealed class WinogradPlanner(Queue queue, IReadOnlyList<(ConvolutionLayer Layer, PlanLevel Level)> layers)
{
    /// <summary>How many edits a dense run is worth: sessions record once and edit often.</summary>
    private const double EditsPerRecording = 10;

    /// <summary>The edit that is planned for: this share of the picture, in the middle.</summary>
    private const double TypicalShare = 0.02;

    /// <summary>Chooses the forms. The levels' active sets hold the typical edit.</summary>
    /// <param name="budgetShare">What all forms together may take, as a multiple of the direct weights.</param>
    /// <param name="cancellationToken">Ends the work between two layers.</param>
    public IReadOnlyCollection<KeptForms> Choose(double budgetShare, CancellationToken cancellationToken = default)
    {
        long budget = (long)(budgetShare * layers.Sum(layer => layer.Layer.Convolution.Query().DirectBytes));
        var chosen = new Dictionary<ConvolutionLayer, Choice>();
        foreach (Choice choice in layers.SelectMany(Frontier).OrderByDescending(choice => choice.Gain))
        {
            cancellationToken.ThrowIfCancellationRequested();
            long held = chosen.TryGetValue(choice.Kept.Layer, out Choice? before) ? before.Kept.Bytes : 0;
            if (choice.Kept.Bytes - held > budget)
                continue;
            budget -= choice.Kept.Bytes - held;
            chosen[choice.Kept.Layer] = choice;
        }

        return [.. chosen.Values.Select(choice => choice.Kept)];
    }

    /// <summary>Makes the chosen forms.</summary>
    /// <returns>One sentence for each layer that has a form.</returns>
    public IReadOnlyList<string> Prepare(IEnumerable<KeptForms> chosen, CancellationToken cancellationToken)
    {
        var sentences = new List<string>();
        foreach (KeptForms kept in chosen)
        {
            foreach (ConvolutionAlgorithm form in kept.Forms)
            {
                cancellationToken.ThrowIfCancellationRequested();
                kept.Layer.Convolution.Prepare(queue, form);
            }

            sentences.Add(FormattableString.Invariant($"{kept.Layer.Step.Name} keeps {string.Join(" and ", kept.Forms)} weights of {kept.Bytes / 1e6:0.00} MB."));
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

    /// <summary>A layer's choices, small to large, each with the cycles that a byte saves over the one before; those gains fall.</summary>
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
        ConvolutionMemory memory = layer.Convolution.Query();
        if (memory.Winograd2Bytes == 0 && memory.Winograd4Bytes == 0)
            return [];
        ActiveSet? typical = level.Mask?.Active;
        return
        [
            Choose([ConvolutionAlgorithm.Winograd2], memory.Winograd2Bytes),
            Choose([ConvolutionAlgorithm.Winograd4], memory.Winograd4Bytes),
            Choose([ConvolutionAlgorithm.Winograd2, ConvolutionAlgorithm.Winograd4], memory.Winograd2Bytes + memory.Winograd4Bytes),
        ];

        Choice Choose(ConvolutionAlgorithm[] forms, long bytes) =>
            new(new KeptForms(layer, forms, bytes), Saved(layer, null, forms) + EditsPerRecording * Saved(layer, typical, forms));
    }

    private double Saved(ConvolutionLayer layer, ActiveSet? active, ConvolutionAlgorithm[] forms)
    {
        ConvolutionPlan fresh = layer.QueryPlan(queue, active), kept = layer.QueryPlan(queue, active, assumeKept: true);
        double before = Math.Min(fresh.DirectCost, Math.Min(fresh.Winograd2Cost, fresh.Winograd4Cost)), after = before;
        if (forms.Contains(ConvolutionAlgorithm.Winograd2))
            after = Math.Min(after, kept.Winograd2Cost);
        if (forms.Contains(ConvolutionAlgorithm.Winograd4))
            after = Math.Min(after, kept.Winograd4Cost);
        return before - after;
    }

    private sealed record Choice(KeptForms Kept, double SavedCycles)
    {
        /// <summary>Cycles that a byte saves over the next smaller choice.</summary>
        public double Gain { get; init; }

        public double GainOver(Choice? smaller) => smaller is null
            ? SavedCycles / Math.Max(1, Kept.Bytes)
            : (SavedCycles - smaller.SavedCycles) / Math.Max(1, Kept.Bytes - smaller.Kept.Bytes);
    }
}

/// <summary>The Winograd forms that a layer keeps.</summary>
/// <param name="Layer">The layer.</param>
/// <param name="Forms">Which forms.</param>
/// <param name="Bytes">What they take together.</param>
internal sealed record KeptForms(ConvolutionLayer Layer, ConvolutionAlgorithm[] Forms, long Bytes);
