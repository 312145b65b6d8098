using Sige.Devices;
using Sige.Graphs;
using Sige.Lowering;
using Sige.Tensors;

namespace Sige.Sessions;

/// <summary>What a <see cref="CachedSession"/> and its prediction decide before anything is allocated.</summary>
internal static class CachePlanning
{
    /// <summary>Checks the options and lowers the graph.</summary>
    /// <param name="graph">The network.</param>
    /// <param name="slots">How many recordings there can be.</param>
    /// <param name="options">How to run it, and what to keep.</param>
    /// <param name="engine">Where it is to run.</param>
    /// <exception cref="ArgumentException">An option does not fit the graph.</exception>
    public static (ExecutionPlan Plan, Resolution Size) Lower(Graph graph, int slots, CachedSessionOptions options, EngineOptions engine)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(slots, 1);
        if (options.BudgetBytes is < 0)
            throw new ArgumentOutOfRangeException(nameof(options), options.BudgetBytes, "A budget has at least 0 bytes.");
        Resolution size = SessionInputs.MaskSize(graph, options.Session);
        if (options.Region is { } region && !Fits(region, size))
            throw new ArgumentException($"The region must have at least one pixel and lie inside the picture of {size}, but is of {region.Height}x{region.Width} at y {region.Y}, x {region.X}.", nameof(options));
        ExecutionPlan plan = ExecutionPlan.CreateCached(
            graph.Lower(),
            options.Session.Lowering,
            options.Session.ActivationsOn(engine),
            resolution => MaskPyramid.IsSparse(size, resolution, options.Session.SparseFrom),
            Recomputes(options));
        return (plan, size);
    }

    /// <summary>
    /// Statistics that an edit brings up to date want the recorded pixels, and a region's windows end where nothing is recomputed.
    /// </summary>
    private static bool Recomputes(CachedSessionOptions options) =>
        options.RecomputesCheapTensors && options.Session.NormPolicy == NormPolicy.Recorded && options.Region is null;

    private static bool Fits(PixelRegion region, Resolution size) =>
        region is { Y: >= 0, X: >= 0, Height: > 0, Width: > 0 } && region.Height <= size.H - region.Y && region.Width <= size.W - region.X;
}
