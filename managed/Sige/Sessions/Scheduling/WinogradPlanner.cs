using Sige.Devices;
using Sige.Graphs;

namespace Sige.Sessions;

/// <summary>
/// Chooses which layers keep their weights in Winograd forms, too: step by step the form that saves most estimated cycles for its
/// bytes over transforming them in each run, until the budget is spent. A layer may keep none, either or both.
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
            $"{choice.Runner.Step.Name} keeps {string.Join(" and ", choice.Forms)} weights of {choice.Runner.WinogradBytes / 1e6:0.00} MB.");
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
            new(runner, forms, bytes, Saved(runner, null, forms) + EditsPerRecording * Saved(runner, typical, forms));
    }

    private double Saved(ConvolutionRunner runner, ActiveSet? active, ConvolutionAlgorithm[] forms)
    {
        ConvolutionPlan fresh = runner.QueryPlan(queue, active)!.Value, kept = runner.QueryPlan(queue, active, assumeKept: true)!.Value;
        double before = Math.Min(fresh.DirectCost, Math.Min(fresh.Winograd2Cost, fresh.Winograd4Cost)), after = before;
        if (forms.Contains(ConvolutionAlgorithm.Winograd2))
            after = Math.Min(after, kept.Winograd2Cost);
        if (forms.Contains(ConvolutionAlgorithm.Winograd4))
            after = Math.Min(after, kept.Winograd4Cost);
        return before - after;
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
