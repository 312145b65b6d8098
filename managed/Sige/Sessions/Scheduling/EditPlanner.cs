using System.Collections.Immutable;
using Sige.Devices;
using Sige.Lowering;
using Sige.Tensors;

namespace Sige.Sessions;

/// <summary>Decides how an edit runs a plan: the active pixels of each resolution, and the mode of each step. Needs no memory of the run.</summary>
internal sealed class EditPlanner : IDisposable
{
    private readonly EditSchedule _schedule;
    private readonly PlanLevel[] _levels;
    private readonly NeededPixels?[] _widened;
    private readonly long[] _multiplyAddsPerPixel;
    private double _breakEven;

    public EditPlanner(Device device, ExecutionPlan plan, Resolution size, SessionOptions options)
    {
        Plan = plan;
        Options = options;
        Resolution[] resolutions = [.. plan.Steps.Select(step => step.Resolution).Distinct().OrderByDescending(resolution => resolution.PixelCount)];
        Pyramid = new MaskPyramid(device, size, [.. resolutions.Where(resolution => resolution.Covers(options.SparseFrom))], options.Masks);
        _levels = [.. resolutions.Select((resolution, index) => new PlanLevel(index, resolution, Pyramid.Find(resolution)))];
        Margins = new EditMargins(plan, resolution => Pyramid.Find(resolution) is not null, options);
        for (int i = 0; i < plan.Steps.Count; i++)
            Pyramid.Find(plan.Steps[i].Resolution)?.Want(Margins[i]);
        ActiveSets = [.. Pyramid.Levels.SelectMany(level => level.Sets)];
        _schedule = new EditSchedule(plan, _levels.ToDictionary(level => level.Resolution), Margins, options);
        _widened = new NeededPixels?[plan.Steps.Count];
        _multiplyAddsPerPixel = [.. plan.Steps.Select(step => step.Images * step.MultiplyAddsPerPixel)];
    }

    public ExecutionPlan Plan { get; }

    public SessionOptions Options { get; }

    public MaskPyramid Pyramid { get; }

    /// <summary>The sets that steps may run on.</summary>
    public ImmutableArray<ActiveSet> ActiveSets { get; }

    /// <summary>What steps compute beyond the active pixels.</summary>
    public EditMargins Margins { get; }

    /// <summary>The resolutions at which steps run, largest first.</summary>
    public IReadOnlyList<PlanLevel> Levels => _levels;

    /// <summary>Other after each decision.</summary>
    public long Generation { get; private set; }

    /// <summary>How a step runs in the edit that was decided last.</summary>
    public StepMode Mode(int step) => _schedule.Mode(step);

    /// <summary>The resolution at which a step runs.</summary>
    public PlanLevel Level(int step) => _schedule.Level(step);

    /// <summary>The pixels that a step computes; null for all.</summary>
    public ActiveSet? Active(int step, StepMode mode) =>
        mode == StepMode.Sparse ? _widened[step]?.All ?? Within(step).Set : null;

    /// <summary>The pixels of one image that a step computes.</summary>
    public long PixelCount(int step, StepMode mode) => mode switch
    {
        StepMode.Dense => Plan.Steps[step].Resolution.PixelCount,
        StepMode.Sparse => _widened[step]?.Count ?? Within(step).Pixels,
        _ => 0,
    };

    /// <summary>
    /// The pixels of one image for which to make room where a step's old pixels are kept: those that it computes, or if its resolution runs
    /// whole as many as it may compute without. That edit is larger than any of those, so they find the room made.
    /// </summary>
    public int RoomForOld(int step, PlanLevel level, StepMode mode)
    {
        if (mode == StepMode.Sparse)
            return (int)PixelCount(step, mode);
        if (level.Mode != StepMode.Dense || level.Mask is null)
            return 0;
        double share = Margins[step].IsNone ? Math.Min(_breakEven, 1) : 1;
        return (int)(share * level.Resolution.PixelCount);
    }

    /// <summary>Lets a step of the edit that was decided last compute more than the active pixels; null for all there are.</summary>
    public void Widen(int step, NeededPixels? pixels)
    {
        if (pixels is null)
            _schedule.RunWhole(step);
        else
            _widened[step] = pixels;
    }

    /// <summary>Builds the active sets of an edit and decides how its steps run.</summary>
    /// <param name="mask">The changed pixels of the picture, [H, W], 0 or 1.</param>
    /// <param name="sampledScale">The coarsest sampling, as a power of two, that still sees a changed pixel of the inputs.</param>
    /// <param name="dirty">In the order of the plan's inputs, whether the edit changes each.</param>
    /// <param name="breakEven">The share of active pixels past which a resolution is computed whole.</param>
    public void Decide(ReadOnlySpan<byte> mask, int sampledScale, ReadOnlySpan<bool> dirty, double breakEven)
    {
        Pyramid.Build(mask, Options.ActivePolicy);
        Generation++;
        _breakEven = breakEven;
        Array.Clear(_widened);
        ReturnToEdit();
        _schedule.Decide(dirty, sampledScale);
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
        foreach (PlanLevel level in _levels)
            level.Decide(_breakEven);
    }

    /// <summary>Gives the resolutions the mode of a whole run.</summary>
    public void DecideWhole()
    {
        foreach (PlanLevel level in _levels)
            level.DecideWhole();
    }

    /// <summary>The multiply-adds, in direct arithmetic, of the edit that was decided last.</summary>
    public long EditMultiplyAdds()
    {
        long multiplyAdds = 0;
        for (int i = 0; i < _multiplyAddsPerPixel.Length; i++)
            multiplyAdds += PixelCount(i, Mode(i)) * _multiplyAddsPerPixel[i];
        return multiplyAdds;
    }

    /// <summary>Reads which pixels the last run computed at the largest resolution.</summary>
    public void ReadComputedPixels(Span<bool> destination)
    {
        PlanLevel level = Levels[0];
        CheckRoom(level.Resolution, destination);
        destination.Fill(level.Mode == StepMode.Dense);
        if (level.Mode == StepMode.Sparse)
            Mark(level.Mask!, destination);
    }

    /// <summary>Reads the active pixels of a resolution in the edit that was decided last, whether or not steps ran there whole.</summary>
    public void ReadActivePixels(Resolution resolution, Span<bool> destination)
    {
        if (Generation == 0)
            throw new InvalidOperationException("There are no active pixels: nothing was edited.");
        if (Pyramid.Find(resolution) is not { } mask)
            throw new ArgumentException($"Edits have active pixels at {string.Join(", ", Pyramid.Levels.Select(level => level.Resolution))}, but not at {resolution}.", nameof(resolution));
        CheckRoom(resolution, destination);
        destination.Clear();
        Mark(mask, destination);
    }

    public void Dispose() => Pyramid.Dispose();

    private static void CheckRoom(Resolution resolution, ReadOnlySpan<bool> destination)
    {
        if (destination.Length != resolution.PixelCount)
            throw new ArgumentException($"There are {resolution} pixels, but room for {destination.Length}.", nameof(destination));
    }

    private static void Mark(MaskLevel mask, Span<bool> destination)
    {
        foreach (int pixel in mask.Pixels)
            destination[pixel] = true;
    }

    private (ActiveSet Set, int Pixels) Within(int step) => Level(step).Mask!.Within(Margins[step]);
}
