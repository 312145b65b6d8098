namespace Sige.Imaging;

/// <summary>
/// The pixels in which two inputs of a label-to-image generator differ, before any dilation: those whose class or whose
/// edge is another.
/// </summary>
public sealed class DifferenceMask
{
    private readonly bool[] _pixels;

    private DifferenceMask(int width, int height, bool[] pixels)
    {
        Width = width;
        Height = height;
        _pixels = pixels;
        ChangedPixels = pixels.AsSpan().Count(true);
    }

    /// <summary>Pixels in a row.</summary>
    public int Width { get; }

    /// <summary>Rows.</summary>
    public int Height { get; }

    /// <summary>True where the inputs differ, [H, W], row-major.</summary>
    public ReadOnlySpan<bool> Pixels => _pixels;

    /// <summary>How many pixels differ.</summary>
    public int ChangedPixels { get; }

    /// <summary>Share of the pixels that differ, in percent.</summary>
    public double ChangedPercent => 100.0 * ChangedPixels / _pixels.Length;

    /// <summary>Compares two inputs pixel by pixel.</summary>
    /// <param name="labels">Classes of the original.</param>
    /// <param name="edges">Edges of the original.</param>
    /// <param name="editedLabels">Classes of the edited picture.</param>
    /// <param name="editedEdges">Edges of the edited picture.</param>
    /// <exception cref="ArgumentException">The maps differ in size.</exception>
    public static DifferenceMask Between(LabelMap labels, EdgeMap edges, LabelMap editedLabels, EdgeMap editedEdges)
    {
        ImageSize.CheckSame(labels.Width, labels.Height, edges.Width, edges.Height, nameof(edges));
        ImageSize.CheckSame(labels.Width, labels.Height, editedLabels.Width, editedLabels.Height, nameof(editedLabels));
        ImageSize.CheckSame(labels.Width, labels.Height, editedEdges.Width, editedEdges.Height, nameof(editedEdges));
        var pixels = new bool[labels.Ids.Length];
        for (int i = 0; i < pixels.Length; i++)
            pixels[i] = labels.Ids[i] != editedLabels.Ids[i] || edges.Edges[i] != editedEdges.Edges[i];
        return new DifferenceMask(labels.Width, labels.Height, pixels);
    }

    /// <summary>The mask as its own array, [H, W].</summary>
    public bool[] ToArray() => _pixels.AsSpan().ToArray();
}
