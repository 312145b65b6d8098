using Sige.Cli.Output;
using Sige.Cli.Painting;

namespace Sige.Cli.Demonstration;

/// <summary>Paints the demo's scene and its edits.</summary>
internal static class DemoRun
{
    /// <summary>How often each dense run is timed.</summary>
    public const int DenseRuns = 3;

    /// <summary>How often each edit is timed.</summary>
    public const int EditRuns = 5;

    /// <summary>Paints the original, then each edit of it.</summary>
    /// <param name="painter">Paints; its recording is replaced.</param>
    /// <param name="original">The scene to edit.</param>
    /// <param name="board">Shows how far the runs have come.</param>
    /// <param name="cancellationToken">Ends the runs.</param>
    /// <returns>The original's picture and the edits.</returns>
    public static (PaintedPicture Original, IReadOnlyList<DemoEdit> Edits) Paint(
        Painter painter, Scene original, ProgressBoard board, CancellationToken cancellationToken)
    {
        Scene[] scenes = [.. DemoScenes.Edits.Select(DemoScenes.Load)];
        ProgressBar originalBar = board.Add("Original, dense");
        ProgressBar editBar = board.Add("Edits, incremental").Of(EditRuns * scenes.Length);
        ProgressBar denseBar = board.Add("Edits, dense, to compare").Of(DenseRuns * scenes.Length);

        PaintedPicture picture = painter.Record(original, originalBar, cancellationToken);
        var edits = new List<(PaintedPicture Picture, TimeSpan Time, bool[] Computed)>();
        foreach (Scene scene in scenes)
        {
            (PaintedPicture edit, TimeSpan time) = Time(EditRuns, () => painter.Edit(scene, editBar, cancellationToken));
            edits.Add((edit, time, painter.ReadComputedPixels()));
        }

        var results = new List<DemoEdit>();
        foreach ((string name, Scene scene, (PaintedPicture edit, TimeSpan editTime, bool[] computed)) in DemoScenes.Edits.Zip(scenes, edits))
        {
            (PaintedPicture dense, TimeSpan denseTime) = Time(DenseRuns, () => painter.Record(scene, denseBar, cancellationToken));
            results.Add(new DemoEdit(name, scene, dense, denseTime, edit, editTime, computed));
        }

        return (picture, results);
    }

    private static (PaintedPicture Picture, TimeSpan Median) Time(int runs, Func<PaintedPicture> paint) =>
        DemoFigures.Time(runs, paint, picture => picture.Time);
}
