using Sige.Cli.Output;

namespace Sige.Cli.Pages;

/// <summary>The part of a page that shows one edit. <paramref name="Before"/> and <paramref name="After"/> are the pictures that are compared first.</summary>
internal sealed record EditSection(
    string Name,
    IReadOnlyList<Headline> Headlines,
    IReadOnlyList<PagePicture> Pictures,
    int Before,
    int After,
    IReadOnlyList<MaskPicture> Masks,
    LayerChart? Chart,
    IReadOnlyList<PageTable> Tables)
{
    /// <summary>Lays out what a command tells of an edit.</summary>
    public static EditSection Of(EditAccount edit)
    {
        IReadOnlyList<PagePicture> pictures = PagePicture.AllOf(edit);
        return new EditSection(
            edit.Name,
            Headline.AllOf(edit),
            pictures,
            IndexOf(pictures, PagePicture.OriginalTitle),
            IndexOf(pictures, PagePicture.ResultTitle),
            [.. edit.Runs.SelectMany(MaskPicture.AllOf)],
            edit.Runs.Count == 0 ? null : LayerChart.Of(edit.Runs, edit.ShownAs),
            [TimeRows.Of(edit.Times), .. edit.Tables, .. edit.Runs.Select(LayerRows)]);
    }

    private static int IndexOf(IReadOnlyList<PagePicture> pictures, string title) =>
        pictures.Index().First(picture => picture.Item.Title == title).Index;

    private static PageTable LayerRows(ShownRun run) => new(
        run.Name("All layers"),
        "In the order in which they ran, with the forms that each might have taken.",
        [new("layer"), new("kind"), new("size"), new("mode"), new("form"), new("pixels", true), new("MACs", true), new("ms", true), new("why")],
        [
            .. run.Report.Steps.Select(LayerSummary.Of).Select(layer => (IReadOnlyList<string>)
            [
                layer.Name, layer.Kind, Figures.Write($"{layer.Height}x{layer.Width}"), layer.Mode, layer.Form ?? "", Figures.Write($"{layer.Pixels}"),
                Figures.Count(layer.Macs), Figures.Milliseconds(TimeSpan.FromMilliseconds(layer.Ms)), layer.Reason,
            ]),
        ])
    { IsFolded = true };
}

/// <summary>A figure that an edit is known by.</summary>
/// <param name="Name">What it is.</param>
/// <param name="Value">The figure, with its unit.</param>
/// <param name="Note">What it is to be seen against; empty for nothing.</param>
internal sealed record Headline(string Name, string Value, string Note)
{
    /// <summary>The figures of an edit.</summary>
    public static IReadOnlyList<Headline> AllOf(EditAccount edit)
    {
        var headlines = new List<Headline>
        {
            new("Changed", Figures.Percent(edit.ChangedPercent), "of the input's pixels"),
            new("Multiply-adds", Figures.Count(edit.MultiplyAdds), $"{Whole(Figures.Percent(100.0 * edit.MultiplyAdds / Math.Max(1, edit.DenseMultiplyAdds)))} of {Whole(Figures.Count(edit.DenseMultiplyAdds))} dense"),
            new("Time", $"{Figures.Milliseconds(edit.Times.Total)} ms", "one run"),
        };
        if (edit.Comparison is { } dense)
        {
            headlines.Add(new("Speed-up", Figures.Ratio(dense.SpeedupVsDense), $"against {Whole($"{Figures.Milliseconds(TimeSpan.FromMilliseconds(dense.DenseMs))} ms")} dense"));
            headlines.Add(new("PSNR", Figures.Decibels(dense.PsnrDb ?? double.PositiveInfinity), "against the dense result"));
            if (dense.Ssim is { } ssim)
                headlines.Add(new("SSIM", Figures.Similarity(ssim), "against the dense result, 1 for equal"));
        }

        return headlines;
    }

    /// <summary>A figure that no line end parts from its unit.</summary>
    private static string Whole(string figure) => figure.Replace(' ', '\u00a0');
}
