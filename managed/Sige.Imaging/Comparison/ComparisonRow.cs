namespace Sige.Imaging;

/// <summary>One edit on a <see cref="ComparisonSheet"/>. All its pictures have the same size.</summary>
/// <param name="Title">Name of the edit, such as <c>add-car</c>.</param>
/// <param name="Figures">Short figures written beside the title, such as <c>1.0 % edited</c>, <c>23.1x</c>, <c>PSNR 55 dB</c>.</param>
/// <param name="Input">What the network was given: the edited label map, coloured, or the edited picture.</param>
/// <param name="Dense">The picture of a dense run.</param>
/// <param name="Incremental">The picture of an incremental run.</param>
/// <param name="Active">True where the incremental run recomputed the pixel, [H, W], row-major.</param>
public sealed record ComparisonRow(
    string Title,
    IReadOnlyList<string> Figures,
    RgbImage Input,
    RgbImage Dense,
    RgbImage Incremental,
    ReadOnlyMemory<bool> Active)
{
    /// <summary>Checks that the pictures and the mask have the size of <paramref name="expected"/>.</summary>
    /// <exception cref="ArgumentException">One has another; the message has both sizes.</exception>
    internal void Check(RgbImage expected)
    {
        foreach (RgbImage picture in (ReadOnlySpan<RgbImage>)[Input, Dense, Incremental])
            ImageSize.CheckSame(expected.Width, expected.Height, picture.Width, picture.Height, Title);
        int pixels = expected.Width * expected.Height;
        if (Active.Length != pixels)
            throw new ArgumentException($"Expected a mask of {pixels} pixels, got {Active.Length}.", Title);
    }
}
