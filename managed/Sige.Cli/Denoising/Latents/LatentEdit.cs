using Sige.Imaging;

namespace Sige.Cli.Denoising;

/// <summary>An edit that Stable Diffusion is asked for.</summary>
/// <param name="Name">The file that it comes from: of the edited picture, or of the mask.</param>
/// <param name="Picture">The edited picture in the frame; null to paint the mask anew.</param>
/// <param name="Mask">The edited pixels of the frame, [H, W], 0 or 1; null for those in which the edited picture differs.</param>
/// <param name="Seed">Seed of its noise.</param>
/// <param name="Out">The file of the result.</param>
internal sealed record LatentEdit(string Name, RgbImage? Picture, byte[]? Mask, ulong Seed, string Out)
{
    /// <summary>The edited picture, [H, W, 3], -1 to 1.</summary>
    public float[] Values { get; } = Picture?.ToGenerator() ?? [];
}
