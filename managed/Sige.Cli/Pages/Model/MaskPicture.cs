using Sige.Cli.Output;
using Sige.Imaging;
using Sige.Sessions;
using Sige.Tensors;

namespace Sige.Cli.Pages;

/// <summary>The active pixels of a resolution as a small picture. <paramref name="Source"/> is a <c>data:</c> address.</summary>
internal sealed record MaskPicture(string Size, string Mode, string Share, string Pixels, string Alt, string Source, int Width, int Height)
{
    private static readonly byte[] Active = [0xF2, 0x8C, 0x28], Resting = [0x26, 0x2B, 0x33];

    /// <summary>Draws the resolutions of a run; those of one row are no picture's, but of vectors and of words.</summary>
    public static IEnumerable<MaskPicture> AllOf(ShownRun run) =>
        run.Report.Resolutions.Where(resolution => resolution.Resolution.H > 1).Select(resolution => Of(run, resolution));

    /// <summary>Draws a resolution: the active pixels where it ran sparse, else all or none.</summary>
    private static MaskPicture Of(ShownRun run, ResolutionReport report)
    {
        Resolution size = report.Resolution;
        bool[]? pixels = report.Mode == StepMode.Sparse ? run.Masks.First(mask => mask.Resolution == size).Pixels : null;
        string share = Figures.Percent(100.0 * report.ActivePixels / size.PixelCount);
        return new MaskPicture(
            run.Name(size.ToString()),
            report.Mode.ToString().ToLowerInvariant(),
            share,
            Figures.Write($"{report.ActivePixels} of {size.PixelCount}"),
            $"Active pixels at {run.Name(size.ToString())}: {share}.",
            PagePicture.Embed(Draw(size, pixel => pixels?[pixel] ?? report.Mode == StepMode.Dense)),
            size.W,
            size.H);
    }

    private static RgbImage Draw(Resolution size, Func<int, bool> isActive)
    {
        var colours = new byte[size.PixelCount * RgbImage.Channels];
        for (int pixel = 0; pixel < size.PixelCount; pixel++)
            (isActive(pixel) ? Active : Resting).CopyTo(colours, pixel * RgbImage.Channels);
        return new RgbImage(size.W, size.H, colours);
    }
}
