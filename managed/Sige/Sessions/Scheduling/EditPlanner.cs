using System.Collections.Immutable;
using Sige.Devices;
using Sige.Lowering;
using Sige.Tensors;

namespace Sige.Sessions;

/// <summary>Decides how an edit runs a plan: the active pixels of each resolution, and the mode of each step. Needs no memory of the run.</summary>
internal sealed class EditPlanner : IDisposable
{
    private readonly EditSchedule _schedule;
    private readonly Dictionary<int, NeededPixels> _widened = [];
    private double _breakEven;

    public EditPlanner(Device device, ExecutionPlan plan, Resolution size, SessionOptions options)
    {
        Plan = plan;
        Options = options;
        Resolution[] resolutions = [.. plan.Steps.Select(step => step.Resolution).Distinct().OrderByDescending(resolution => resolution.PixelCount)];
        Pyramid = new MaskPyramid(device, size, [.. resolutions.Where(resolution => resolution.Covers(options.SparseFrom))], options.Masks);
        Levels = [.. resolutions.Select(resolution => new PlanLevel(resolution, Pyramid.Find(resolution)))];
        Margins = new EditMargins(plan, resolution => Pyramid.Find(resolution) is not null, options);
        for (int i = 0; i < plan.Steps.Count; i++)
            Pyramid.Find(plan.Steps[i].Resolution)?.Want(Margins[i]);
        ActiveSets = [.. Pyramid.Levels.SelectMany(level => level.Sets)];
        _schedule = new EditSchedule(plan, Levels.ToDictionary(level => level.Resolution), Margins, options);
    }

    public ExecutionPlan Plan { get; }

    public SessionOptions Options { get; }

    public MaskPyramid Pyramid { get; }

    /// <summary>The sets that steps may run on.</summary>
    public ImmutableArray<ActiveSet> ActiveSets { get; }

    /// <summary>What steps compute beyond the active pixels.</summary>
    public EditMargins Margins { get; }

    /// <summary>The resolutions at which steps run, largest first.</summary>
    public IReadOnlyList<PlanLevel> Levels { get; }

    /// <summary>How a step runs in the edit that was decided last.</summary>
    public StepMode Mode(int step) => _schedule.Mode(step);

    /// <summary>The resolution at which a step runs.</summary>
    public PlanLevel Level(int step) => _schedule.Level(step);

    /// <summary>The pixels that a step computes; null for all.</summary>
    public ActiveSet? Active(int step, StepMode mode) =>
        mode == StepMode.Sparse ? (_widened.TryGetValue(step, out NeededPixels? pixels) ? pixels.All : Within(step).Set) : null;

    /// <summary>The pixels of one image that a step computes.</summary>
    public long PixelCount(int step, StepMode mode) => mode switch
    {
        StepMode.Dense => Plan.Steps[step].Resolution.PixelCount,
        StepMode.Sparse => _widened.TryGetValue(step, out NeededPixels? pixels) ? pixels.Count : Within(step).Pixels,
        _ => 0,
    };

    /// <summary>Lets a step of the edit that was decided last compute more than the active pixels; null for all there are.</summary>
    public void Widen(int step, NeededPixels? pixels)
    {
        if (pixels is null)
            _schedule.RunWhole(step);
        else
            _widened[step] = pixels;
    }

    /// <summary>Builds the active sets of an edit and decides how its steps run.</summary>
    /// <param name="changed">The changed pixels.</param>
    /// <param name="dirty">In the order of the plan's inputs, whether the edit changes each.</param>
    /// <param name="breakEven">The share of active pixels past which a resolution is computed whole.</param>
    public void Decide(ChangedPixels changed, ReadOnlySpan<bool> dirty, double breakEven)
    {
        Pyramid.Build(changed.Mask, Options.ActivePolicy);
        _breakEven = breakEven;
        _widened.Clear();
        ReturnToEdit();
        _schedule.Decide(dirty, changed.SampledScale);
    }

    /// <summary>Builds the active sets of the edit that weights are kept for.</summary>
    public void BuildTypicalMasks()
    {
        if (Pyramid.Levels.Any())
            Pyramid.Build(KeptFormPlanner.TypicalMask(Pyramid.FullSize), Options.ActivePolicy);
    }

    /// <summary>Gives the resolutions the modes of the edit that was decided last; a whole run has changed them.</summary>
    public void ReturnToEdit()
    {
        foreach (PlanLevel level in Levels)
            level.Decide(_breakEven);
    }

    /// <summary>Gives the resolutions the mode of a whole run.</summary>
    public void DecideWhole()
    {
        foreach (PlanLevel level in Levels)
            level.DecideWhole();
    }

    /// <summary>The multiply-adds, in direct arithmetic, of the edit that was decided last.</summary>
    public long EditMultiplyAdds()
    {
        long multiplyAdds = 0;
        for (int i = 0; i < Plan.Steps.Count; i++)
            multiplyAdds += ReportBuilder.Images(Plan.Steps[i]) * PixelCount(i, Mode(i)) * ReportBuilder.MultiplyAddsPerPixel(Plan.Steps[i]);
        return multiplyAdds;
    }

    /// <summary>What a person should know of the last edit: that the largest resolution ran whole, where nearly all of the work is.</summary>
    public IReadOnlyList<string> Notices() =>
        Levels[0].IsPastBreakEven ? [$"{RanWhole(Levels[0])}: it is the largest, so this edit saves little or nothing."] : [];

    /// <summary>The notes of the last edit.</summary>
    public IReadOnlyList<string> Notes(IReadOnlyList<string> ofEachRun)
    {
        List<string>? notes = null;
        foreach (PlanLevel level in Levels.Skip(1))
        {
            if (level.IsPastBreakEven)
                (notes ??= [.. ofEachRun]).Add($"{RanWhole(level)}.");
        }

        return notes ?? ofEachRun;
    }

    /// <summary>Reads which pixels the last run computed at the largest resolution.</summary>
    public void ReadComputedPixels(Span<bool> destination)
    {
        PlanLevel level = Levels[0];
        if (destination.Length != level.Resolution.PixelCount)
            throw new ArgumentException($"There are {level.Resolution} pixels, but room for {destination.Length}.", nameof(destination));
        destination.Fill(level.Mode == StepMode.Dense);
        if (level.Mode != StepMode.Sparse)
            return;
        foreach (int pixel in level.Mask!.Pixels)
            destination[pixel] = true;
    }

    public void Dispose() => Pyramid.Dispose();

    private (ActiveSet Set, int Pixels) Within(int step) => Level(step).Mask!.Within(Margins[step]);

    private static string RanWhole(PlanLevel level) =>
        FormattableString.Invariant($"Resolution {level.Resolution} ran whole, since {100 * level.Mask!.Share:0.#} % of its pixels are active");
}
