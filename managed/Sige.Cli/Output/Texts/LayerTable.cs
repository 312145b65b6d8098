using Sige.Tensors;
using Spectre.Console;

namespace Sige.Cli.Output;

/// <summary>The layers of a run: what each computed, and the forms it might have taken.</summary>
internal static class LayerTable
{
    /// <summary>Lays layers out, one a row.</summary>
    public static Table Of(IEnumerable<LayerSummary> layers)
    {
        Table table = Tables.Create(["layer", "kind", "size", "mode"], ["pixels", "MACs", "ms"]).AddColumn("why");
        foreach (LayerSummary layer in layers)
        {
            table.AddRow(
                new Text(layer.Name),
                new Text(layer.Kind),
                new Text(new Resolution(layer.Height, layer.Width).ToString()),
                new Text(layer.Mode),
                new Text(Figures.Write($"{layer.Pixels}")),
                new Text(Figures.Count(layer.Macs)),
                new Text(Figures.Milliseconds(TimeSpan.FromMilliseconds(layer.Ms))),
                new Text(layer.Reason));
        }

        return table;
    }
}
