using Sige.Devices;
using Sige.Graphs;

namespace Sige.Sessions;

/// <summary>
/// Chooses which layers get weights in Winograd forms: step by step the form that saves most estimated cycles for its bytes, until the
/// budget is spent. A layer may hold none, either or both.
/// </summary>
internal sealed class WinogradPlanner(Queue queue, IReadOnlyList<(ConvolutionRunner Runner, PlanLevel Level)> layers)
{
    /// <summary>How many edits a dense run is worth: sessions record once and edit often.</summary>
    private const double EditsPerRecording = 10;

    /// <summary>The edit that is planned for: this share of the picture, in the middle.</summary>
    private const double TypicalShare = 0.02;

    /// <summary>Prepares the chosen forms. The levels' active sets hold the typical edit.</summary>
    /// <param name="budget">Bytes that all forms together may take.</param>
    /// <param name="cancellationToken">Ends the work between two layers.</param>
    /// <returns>One sentence for each layer that has a form.</returns>
    public IReadOnlyList<string> Prepare(long budget, CancellationToken cancellationToken)
    {
        var chosen = new Dictionary<ConvolutionRunner, Choice>();
        foreach (ConvolutionRunner runner in layers.Select(layer => layer.Runner).Where(runner => runner.NeedsForm is not null))
            chosen[runner] = new Choice(runner, [runner.NeedsForm!.Value], 0, 0);
        foreach (Choice choice in layers.SelectMany(Frontier).OrderByDescending(choice => choice.Gain))
        {
            cancellationToken.ThrowIfCancellationRequested();
            long held = chosen.TryGetValue(choice.Runner, out Choice? before) ? before.Bytes : 0;
            if (choice.Bytes - held > budget)
                continue;
            budget -= choice.Bytes - held;
            chosen[choice.Runner] = choice;
        }

        return [.. chosen.Values.Select(choice => Prepare(choice, cancellationToken))];
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

    private string Prepare(Choice choice, CancellationToken cancellationToken)
    {
        foreach (ConvolutionAlgorithm form in choice.Forms)
        {
            cancellationToken.ThrowIfCancellationRequested();
            choice.Runner.Convolution.Prepare(queue, form);
        }

        return FormattableString.Invariant(
            $"{choice.Runner.Step.Name} holds {string.Join(" and ", choice.Forms)} weights of {choice.Runner.WinogradBytes / 1e6:0.00} MB.");
    }

    /// <summary>A layer's choices, small to large, each with the cycles that a byte saves over the one before; those gains fall.</summary>
    private IEnumerable<Choice> Frontier((ConvolutionRunner Runner, PlanLevel Level) layer)
    {
        var frontier = new List<Choice>();
        foreach (Choice choice in Choices(layer.Runner, layer.Level).OrderBy(choice => choice.Bytes))
        {
            while (frontier.Count > 0 && choice.GainOver(frontier[^1]) >= frontier[^1].GainOver(frontier.Count > 1 ? frontier[^2] : null))
                frontier.RemoveAt(frontier.Count - 1);
            if (choice.GainOver(frontier.LastOrDefault()) > 0)
                frontier.Add(choice);
        }

        for (int i = 0; i < frontier.Count; i++)
            yield return frontier[i] with { Gain = frontier[i].GainOver(i > 0 ? frontier[i - 1] : null) };
    }

    private IEnumerable<Choice> Choices(ConvolutionRunner runner, PlanLevel level)
    {
        ConvolutionMemory memory = runner.Convolution.Query();
        if (runner.NeedsForm is not null || (memory.Winograd2Bytes == 0 && memory.Winograd4Bytes == 0))
            return [];
        ConvolutionPlan dense = runner.QueryPlan(queue, null, assumeReady: true)!.Value;
        ConvolutionPlan edit = level.Mask is { } mask ? runner.QueryPlan(queue, mask.Active, assumeReady: true)!.Value : dense;
        return
        [
            Choose([ConvolutionAlgorithm.Winograd2], memory.Winograd2Bytes),
            Choose([ConvolutionAlgorithm.Winograd4], memory.Winograd4Bytes),
            Choose([ConvolutionAlgorithm.Winograd2, ConvolutionAlgorithm.Winograd4], memory.Winograd2Bytes + memory.Winograd4Bytes),
        ];

        Choice Choose(ConvolutionAlgorithm[] forms, long bytes) =>
            new(runner, forms, bytes, Saved(dense, forms) + EditsPerRecording * Saved(edit, forms));
    }

    private static double Saved(in ConvolutionPlan plan, ConvolutionAlgorithm[] forms)
    {
        double best = plan.DirectCost;
        if (forms.Contains(ConvolutionAlgorithm.Winograd2) && plan.Winograd2Cost >= 0)
            best = Math.Min(best, plan.Winograd2Cost);
        if (forms.Contains(ConvolutionAlgorithm.Winograd4) && plan.Winograd4Cost >= 0)
            best = Math.Min(best, plan.Winograd4Cost);
        return plan.DirectCost - best;
    }

    private sealed record Choice(ConvolutionRunner Runner, ConvolutionAlgorithm[] Forms, long Bytes, double SavedCycles)
    {
        /// <summary>Cycles that a byte saves over the next smaller choice.</summary>
        public double Gain { get; init; }

        public double GainOver(Choice? smaller) => smaller is null
            ? SavedCycles / Math.Max(1, Bytes)
            : (SavedCycles - smaller.SavedCycles) / Math.Max(1, Bytes - smaller.Bytes);
    }
}
