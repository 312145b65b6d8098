using Sige.Cli.CommandLine;
using Sige.Diffusion;
using Sige.Imaging;
using Sige.Sessions;

namespace Sige.Cli.Denoising;

/// <summary>A picture as a diffusion network reads it.</summary>
/// <param name="Path">Its file.</param>
/// <param name="Size">Height and width in pixels.</param>
/// <param name="Values">float32, [H, W, 3], -1 to 1.</param>
/// <param name="Mask">The edited pixels, [H, W], 0 or 1; null for those that differ from the original.</param>
internal sealed record SdEditPicture(string Path, int Size, float[] Values, byte[]? Mask = null)
{
    /// <summary>Reads a picture of any kind that is opaque everywhere, as it is to be seen; 16-bit channels keep their upper 8 bits.</summary>
    /// <param name="path">PNG, JPEG or WebP.</param>
    /// <param name="size">Height and width that the network takes.</param>
    /// <exception cref="ImageFormatException">The file is damaged, of another kind, or has a translucent pixel.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    /// <exception cref="CommandException">The picture has another size.</exception>
    public static SdEditPicture Load(string path, int size) => new(path, size, LoadImage(path, size).ToGenerator());

    /// <summary>The same picture, edited where a mask is white: where any channel is at least 128.</summary>
    /// <param name="path">PNG, JPEG or WebP of the picture's size.</param>
    /// <exception cref="ImageFormatException">The file is damaged, of another kind, or has a translucent pixel.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    /// <exception cref="CommandException">The mask has another size.</exception>
    public SdEditPicture WithMask(string path) => this with { Mask = LoadImage(path, Size).ToMask() };

    /// <summary>The pixels in which this picture is edited: those of its mask, or else those in which it differs from an original.</summary>
    /// <param name="original">float32, [H, W, 3].</param>
    /// <param name="epsilon">Differences up to this do not count.</param>
    /// <returns>[H, W], 0 or 1.</returns>
    public byte[] ChangesFrom(ReadOnlySpan<float> original, float epsilon)
    {
        if (Mask is not null)
            return Mask;
        var changed = new byte[Size * Size];
        SdEditSession.FindChanges(original, Values, epsilon, changed);
        return changed;
    }

    /// <summary>Checks before the work that an edit stays inside the region that is kept.</summary>
    /// <param name="original">float32, [H, W, 3].</param>
    /// <param name="epsilon">Differences up to this do not count.</param>
    /// <param name="region">The region; null for the whole picture.</param>
    /// <exception cref="CommandException">A pixel outside it differs; the message says what to do.</exception>
    public void CheckInside(ReadOnlySpan<float> original, float epsilon, PixelRegion? region)
    {
        if (region is not { } kept)
            return;
        ReadOnlySpan<byte> changed = ChangesFrom(original, epsilon);
        for (int i = 0; i < changed.Length; i++)
        {
            (int y, int x) = (i / Size, i % Size);
            bool isInside = y >= kept.Y && y < kept.EndY && x >= kept.X && x < kept.EndX;
            if (changed[i] != 0 && !isInside)
            {
                throw new CommandException(
                    $"{Path}: the pixel at x {x}, y {y} {(Mask is null ? "differs from the original" : "is in its mask")} but lies outside --region {kept.X},{kept.Y},{kept.Width},{kept.Height}: "
                    + "edit inside the region, give a larger one, or leave --region out.");
            }
        }
    }

    private static RgbImage LoadImage(string path, int size)
    {
        RgbImage image = RgbImage.LoadOpaque(path);
        if (image.Width != size || image.Height != size)
            throw new CommandException($"{path}: expected {size}x{size} pixels, as the network was trained for, found {image.Width}x{image.Height}: crop or scale the picture.");
        return image;
    }
}
