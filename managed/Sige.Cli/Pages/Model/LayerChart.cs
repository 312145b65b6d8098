using Sige.Cli.Output;

namespace Sige.Cli.Pages;

/// <summary>Time and multiply-adds of each layer, in the order in which they ran. <paramref name="Caption"/> says of which run.</summary>
internal sealed record LayerChart(string Caption, IReadOnlyList<LayerBar> Layers)
{
    /// <summary>The layers of some runs, one behind the other.</summary>
    public static LayerChart Of(IEnumerable<ShownRun> runs, string caption) => new(
        caption, [.. runs.SelectMany(run => run.Report.Steps.Select(LayerSummary.Of).Select(layer => LayerBar.Of(layer) with { Name = run.Name(layer.Name) }))]);
}

/// <summary>A layer of a chart: the lengths of its bars, and what it says when it is pointed at.</summary>
internal sealed record LayerBar(string Name, string Kind, string Size, string Mode, string? Form, double Ms, long Macs, string Time, string Work, string Pixels)
{
    /// <summary>Lays out a layer.</summary>
    public static LayerBar Of(LayerSummary layer) => new(
        layer.Name,
        layer.Kind,
        Figures.Write($"{layer.Height}x{layer.Width}"),
        layer.Mode,
        layer.Form,
        layer.Ms,
        layer.Macs,
        $"{Figures.Milliseconds(TimeSpan.FromMilliseconds(layer.Ms))} ms",
        $"{Figures.Count(layer.Macs)} MACs",
        Figures.Write($"{layer.Pixels} pixels"));
}
