using Sige.Cli.Files;
using Sige.Cli.Painting;
using Sige.Imaging;

namespace Sige.Cli.Demonstration;

/// <summary>Writes the demo's pictures.</summary>
internal static class DemoPictures
{
    private const string OriginalName = "original.png", SheetName = "comparison.png";
    private const string DenoisingOriginalName = "sdedit-original.png", DenoisingSheetName = "sdedit-comparison.png";

    /// <summary>The names of all files of both pages.</summary>
    public static IReadOnlyList<string> Names { get; } =
    [
        OriginalName, .. DemoScenes.Edits.Select(NameOf), SheetName,
        DenoisingOriginalName, .. DenoisingDemo.EditNames.Select(DenoisedNameOf), DenoisingSheetName,
    ];

    /// <summary>Writes the original, one picture for each edit, and the comparison sheet.</summary>
    /// <returns>The names of the files.</returns>
    public static IReadOnlyList<string> Write(
        string folder, (Scene Scene, PaintedPicture Picture) original, IReadOnlyList<DemoEdit> edits, CancellationToken cancellationToken)
    {
        var pictures = new List<(string Name, RgbImage Picture)> { (OriginalName, original.Picture.ToImage(original.Scene)) };
        pictures.AddRange(edits.Select(edit => (NameOf(edit.Name), edit.Incremental.ToImage(edit.Scene))));
        pictures.Add((SheetName, ComparisonSheet.Draw("One street, five edits: a GauGAN repainted only where each edit reaches", "label map", [.. edits.Select(Row)])));
        return Save(folder, pictures, cancellationToken);
    }

    /// <summary>Writes the second page: the small original, what each edit became, and the comparison sheet.</summary>
    /// <returns>The names of the files.</returns>
    public static IReadOnlyList<string> Write(string folder, RgbImage original, DenoisingDemo demo, CancellationToken cancellationToken)
    {
        var pictures = new List<(string Name, RgbImage Picture)> { (DenoisingOriginalName, original) };
        pictures.AddRange(demo.Edits.Select(edit => (DenoisedNameOf(edit.Figures.Name), edit.Incremental)));
        ComparisonRow[] rows =
            [.. demo.Edits.Select(edit => new ComparisonRow(edit.Figures.Name, edit.Figures.Captions, edit.Edited, edit.Dense, edit.Incremental, edit.Denoised))];
        pictures.Add((DenoisingSheetName, ComparisonSheet.Draw("Rough strokes become a house, a car and a tree: SDEdit, denoised only where each edit reaches", "rough strokes", rows)));
        return Save(folder, pictures, cancellationToken);
    }

    /// <summary>Writes pictures into a folder.</summary>
    /// <returns>The names of the files.</returns>
    public static IReadOnlyList<string> Save(
        string folder, IReadOnlyList<(string Name, RgbImage Picture)> pictures, CancellationToken cancellationToken)
    {
        foreach ((string name, RgbImage picture) in pictures)
        {
            cancellationToken.ThrowIfCancellationRequested();
            OutputFile.Save(picture, Path.Combine(folder, name));
        }

        return [.. pictures.Select(picture => picture.Name)];
    }

    private static string NameOf(string edit) => $"{edit}.png";

    private static string DenoisedNameOf(string edit) => $"sdedit-{edit}.png";

    private static ComparisonRow Row(DemoEdit edit) => new(
        edit.Name,
        edit.Figures.Captions,
        CityscapesPalette.Colorize(edit.Scene.Labels),
        edit.Dense.ToImage(edit.Scene),
        edit.Incremental.ToImage(edit.Scene),
        edit.Computed);
}
