using Sige.Devices;
using Sige.Graphs;

namespace Sige.Sessions;

/// <summary>
/// Chooses which layers get weights in a Winograd form: those that save most cycles for their bytes, until the budget is spent.
/// </summary>
internal sealed class WinogradPlanner(Queue queue, IReadOnlyList<(ConvolutionRunner Runner, PlanLevel Level)> layers)
{
    /// <summary>How many edits a dense run is worth: sessions record once and edit often.</summary>
    private const double EditsPerRecording = 10;

    /// <summary>The edit that is planned for: this share of the picture, in the middle.</summary>
    private const double TypicalShare = 0.02;

    /// <summary>Prepares the chosen forms.</summary>
    /// <param name="budget">Bytes that all forms together may take.</param>
    /// <param name="cancellationToken">Ends the work between two layers.</param>
    /// <returns>One sentence for each form.</returns>
    public IReadOnlyList<string> Prepare(long budget, CancellationToken cancellationToken)
    {
        var notices = new List<string>();
        foreach ((ConvolutionRunner runner, _) in layers)
        {
            if (runner.NeedsForm is { } needed)
                notices.Add(Prepare(runner, needed));
        }

        HashSet<ConvolutionRunner> served = [];
        foreach (Candidate candidate in layers.SelectMany(Candidates).OrderByDescending(candidate => candidate.SavedCycles / candidate.Bytes))
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (candidate.Bytes > budget || !served.Add(candidate.Runner))
                continue;
            budget -= candidate.Bytes;
            notices.Add(Prepare(candidate.Runner, candidate.Form));
        }

        return notices;
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

    private string Prepare(ConvolutionRunner runner, ConvolutionAlgorithm form)
    {
        runner.Convolution.Prepare(queue, form);
        ConvolutionMemory memory = runner.Convolution.Query();
        long bytes = form == ConvolutionAlgorithm.Winograd2 ? memory.Winograd2Bytes : memory.Winograd4Bytes;
        return FormattableString.Invariant($"{runner.Step.Name} holds {form} weights of {bytes / 1e6:0.00} MB.");
    }

    private IEnumerable<Candidate> Candidates((ConvolutionRunner Runner, PlanLevel Level) layer)
    {
        ConvolutionMemory memory = layer.Runner.Convolution.Query();
        if (memory.Winograd2Bytes == 0 && memory.Winograd4Bytes == 0)
            yield break;
        ConvolutionPlan dense = layer.Runner.QueryPlan(queue, null, assumeReady: true)!.Value;
        ConvolutionPlan edit = layer.Level.Mask is { } mask ? layer.Runner.QueryPlan(queue, mask.Active, assumeReady: true)!.Value : dense;
        double savedBy2 = Saved(dense.DirectCost, dense.Winograd2Cost) + EditsPerRecording * Saved(edit.DirectCost, edit.Winograd2Cost);
        double savedBy4 = Saved(dense.DirectCost, dense.Winograd4Cost) + EditsPerRecording * Saved(edit.DirectCost, edit.Winograd4Cost);
        if (memory.Winograd2Bytes > 0 && savedBy2 > 0)
            yield return new Candidate(layer.Runner, ConvolutionAlgorithm.Winograd2, savedBy2, memory.Winograd2Bytes);
        if (memory.Winograd4Bytes > 0 && savedBy4 > 0)
            yield return new Candidate(layer.Runner, ConvolutionAlgorithm.Winograd4, savedBy4, memory.Winograd4Bytes);
    }

    private static double Saved(double direct, double winograd) => winograd < 0 ? 0 : Math.Max(0, direct - winograd);

    private readonly record struct Candidate(ConvolutionRunner Runner, ConvolutionAlgorithm Form, double SavedCycles, long Bytes);
}
