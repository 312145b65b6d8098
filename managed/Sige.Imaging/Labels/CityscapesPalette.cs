namespace Sige.Imaging;

/// <summary>A class of the Cityscapes data set: its name and the colour in which its label is drawn.</summary>
/// <param name="Name">The class's name.</param>
/// <param name="Red">Red, 0 to 255.</param>
/// <param name="Green">Green, 0 to 255.</param>
/// <param name="Blue">Blue, 0 to 255.</param>
public readonly record struct CityscapesClass(string Name, byte Red, byte Green, byte Blue);

/// <summary>
/// The 35 label ids that GauGAN's street-scene generators know. Id 34 is the licence plate, which the data set itself
/// numbers -1.
/// Source: Cordts et al., The Cityscapes Dataset for Semantic Urban Scene Understanding, CVPR 2016; the label
/// definitions of its published scripts.
/// </summary>
public static class CityscapesPalette
{
    private static readonly CityscapesClass[] Table =
    [
        new("unlabeled", 0, 0, 0),
        new("ego vehicle", 0, 0, 0),
        new("rectification border", 0, 0, 0),
        new("out of roi", 0, 0, 0),
        new("static", 0, 0, 0),
        new("dynamic", 111, 74, 0),
        new("ground", 81, 0, 81),
        new("road", 128, 64, 128),
        new("sidewalk", 244, 35, 232),
        new("parking", 250, 170, 160),
        new("rail track", 230, 150, 140),
        new("building", 70, 70, 70),
        new("wall", 102, 102, 156),
        new("fence", 190, 153, 153),
        new("guard rail", 180, 165, 180),
        new("bridge", 150, 100, 100),
        new("tunnel", 150, 120, 90),
        new("pole", 153, 153, 153),
        new("polegroup", 153, 153, 153),
        new("traffic light", 250, 170, 30),
        new("traffic sign", 220, 220, 0),
        new("vegetation", 107, 142, 35),
        new("terrain", 152, 251, 152),
        new("sky", 70, 130, 180),
        new("person", 220, 20, 60),
        new("rider", 255, 0, 0),
        new("car", 0, 0, 142),
        new("truck", 0, 0, 70),
        new("bus", 0, 60, 100),
        new("caravan", 0, 0, 90),
        new("trailer", 0, 0, 110),
        new("train", 0, 80, 100),
        new("motorcycle", 0, 0, 230),
        new("bicycle", 119, 11, 32),
        new("license plate", 0, 0, 142),
    ];

    /// <summary>The classes; the index is the label id.</summary>
    public static IReadOnlyList<CityscapesClass> Classes => Table;

    /// <summary>Draws a label map in the classes' colours.</summary>
    /// <exception cref="ArgumentException">An id is not below 35; the message names it and its pixel.</exception>
    public static RgbImage Colorize(LabelMap labels)
    {
        ReadOnlySpan<byte> ids = labels.Ids;
        var pixels = new byte[3 * ids.Length];
        for (int i = 0; i < ids.Length; i++)
        {
            if (ids[i] >= Table.Length)
                throw new ArgumentException($"Expected Cityscapes ids below {Table.Length}, got {ids[i]} at x {i % labels.Width}, y {i / labels.Width}.", nameof(labels));
            CityscapesClass found = Table[ids[i]];
            pixels[3 * i] = found.Red;
            pixels[3 * i + 1] = found.Green;
            pixels[3 * i + 2] = found.Blue;
        }

        return RgbImage.Adopt(labels.Width, labels.Height, pixels);
    }
}
