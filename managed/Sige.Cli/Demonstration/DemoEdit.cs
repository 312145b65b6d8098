using Sige.Cli.Painting;

namespace Sige.Cli.Demonstration;

/// <summary>An edit of the demo's scene, painted both ways.</summary>
/// <param name="Name">Name of the edit.</param>
/// <param name="Scene">The edited scene.</param>
/// <param name="Dense">The picture of a dense run.</param>
/// <param name="DenseTime">Median time of the dense runs.</param>
/// <param name="Incremental">The picture of the edit.</param>
/// <param name="IncrementalTime">Median time of the edits.</param>
/// <param name="Computed">The pixels that the edit computed, [H, W].</param>
internal sealed record DemoEdit(
    string Name,
    Scene Scene,
    PaintedPicture Dense,
    TimeSpan DenseTime,
    PaintedPicture Incremental,
    TimeSpan IncrementalTime,
    bool[] Computed)
{
    /// <summary>Its figures.</summary>
    public DemoFigures Figures { get; } = new(
        Name,
        Incremental.Report.ChangedPercent,
        Dense.Report.MultiplyAdds,
        Incremental.Report.MultiplyAdds,
        DenseTime,
        IncrementalTime,
        Dense.PsnrOf(Incremental));
}
