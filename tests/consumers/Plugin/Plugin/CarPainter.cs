using Sige.Imaging;
using Sige.Models;

namespace Plugin;

/// <summary>What the host calls: puts a car on the demo's street.</summary>
public static class CarPainter
{
    /// <summary>Paints the street, edits it, and saves the edited picture.</summary>
    /// <param name="demo">The demo's folder.</param>
    /// <param name="picture">The picture's file.</param>
    public static void Paint(string demo, string picture)
    {
        LabelMap labels = LabelMap.Load(Path.Combine(demo, "original.labels.png"));
        LabelMap edited = LabelMap.Load(Path.Combine(demo, "add-car.labels.png"));
        EdgeMap edges = InstanceMap.Load(Path.Combine(demo, "original.instances.png")).ToEdgeMap();
        EdgeMap editedEdges = InstanceMap.Load(Path.Combine(demo, "add-car.instances.png")).ToEdgeMap();

        using GauGanEditor editor = GauGanEditor.Open(Path.Combine(demo, "street_spade.f16.safetensors"), labels.Height, labels.Width);
        editor.Render(labels.Ids, edges.Edges);
        editor.Edit(edited.Ids, editedEdges.Edges);
        new RgbImage(labels.Width, labels.Height, editor.ReadPicture()).Save(picture);
    }
}
