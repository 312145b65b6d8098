using Sige.Imaging;
using Sige.Models;

namespace Sige.Cli.Painting;

/// <summary>Draws the label maps of scenes.</summary>
internal static class LabelPicture
{
    /// <summary>The labels in the colours of Cityscapes where a network knows as many classes, else in colours that tell classes apart.</summary>
    public static RgbImage Of(SpadeGenerator generator, Scene scene)
    {
        var classes = new LabelMap(scene.Labels.Width, scene.Labels.Height, generator.Labels.Map(scene.Labels.Ids, scene.Labels.Width));
        return generator.LabelCount == CityscapesPalette.Classes.Count ? CityscapesPalette.Colorize(classes) : LabelColors.Colorize(classes);
    }
}
