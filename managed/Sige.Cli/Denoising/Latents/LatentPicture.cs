using Sige.Cli.CommandLine;
using Sige.Imaging;
using Sige.Tensors;

namespace Sige.Cli.Denoising;

/// <summary>Pictures and masks as Stable Diffusion reads them, in a frame whose sides it takes.</summary>
/// <param name="Frame">The part that is painted, and the way back.</param>
internal sealed record LatentPicture(PictureFrame Frame)
{
    /// <summary>Height and width of what is painted.</summary>
    public Resolution Size => new(Frame.Height, Frame.Width);

    /// <summary>Frames a picture.</summary>
    /// <param name="path">Its file, for messages.</param>
    /// <param name="picture">The picture.</param>
    /// <param name="multiple">What its sides must be multiples of.</param>
    /// <param name="fit">What to do where they are not; null to refuse.</param>
    /// <exception cref="CommandException">They are not.</exception>
    public static LatentPicture Of(string path, RgbImage picture, int multiple, PictureFit? fit)
    {
        if (fit is null && (picture.Width % multiple != 0 || picture.Height % multiple != 0))
        {
            throw new CommandException(
                $"{path}: expected a width and height that are multiples of {multiple}, found {picture.Width}x{picture.Height}: give --fit crop, which paints in the middle, or --fit pad, which repeats the edge meanwhile.");
        }

        try
        {
            return new LatentPicture(PictureFrame.Around(picture.Width, picture.Height, multiple, fit ?? PictureFit.Crop));
        }
        catch (ArgumentException fault)
        {
            throw new CommandException($"{path}: {SdEditArguments.FirstLine(fault.Message)}");
        }
    }

    /// <summary>Reads a picture of the frame's source.</summary>
    /// <param name="path">PNG, JPEG or WebP, opaque.</param>
    /// <exception cref="CommandException">It has another size.</exception>
    public RgbImage Load(string path)
    {
        RgbImage image = RgbImage.LoadOpaque(path);
        if (image.Width != Frame.SourceWidth || image.Height != Frame.SourceHeight)
            throw new CommandException($"{path}: expected {Frame.SourceWidth}x{Frame.SourceHeight} pixels, as the picture has, found {image.Width}x{image.Height}.");
        return image;
    }

    /// <summary>Reads a mask: the pixels of a picture in which any channel is at least 128.</summary>
    /// <param name="path">PNG, JPEG or WebP of the source's size.</param>
    /// <returns>[H, W] of the frame, 0 or 1.</returns>
    /// <exception cref="CommandException">It has another size, marks no pixel, or pixels that the frame leaves out.</exception>
    public byte[] LoadMask(string path)
    {
        byte[] mask = Load(path).ToMask();
        if (!mask.Contains((byte)1))
            throw new CommandException($"{path}: a mask is expected to be white where to paint, 128 or more in a channel, but marks none.");
        try
        {
            return Frame.TakeMask(mask);
        }
        catch (ArgumentException fault)
        {
            throw new CommandException($"{path}: {SdEditArguments.FirstLine(fault.Message)}");
        }
    }
}
