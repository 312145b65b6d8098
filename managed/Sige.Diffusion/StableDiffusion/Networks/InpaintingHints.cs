using Sige.Sessions;

namespace Sige.Diffusion;

/// <summary>What a model for inpainting reads of each pixel of the latent beside its noised form: whether it is painted, and what is left of the picture.</summary>
/// <remarks>
/// The picture is grey where it is painted, as such models were trained: Rombach et al., <i>High-Resolution Image Synthesis with Latent Diffusion
/// Models</i>, CVPR 2022, section 4.5. A pixel of the latent counts as painted if any pixel of the picture that it stands for is, so that no
/// small mask is lost.
/// </remarks>
internal static class InpaintingHints
{
    private const int PictureChannels = 3;

    /// <summary>Makes them.</summary>
    /// <param name="setup">The picture and the mask.</param>
    /// <param name="codec">Encodes what is left of the picture.</param>
    /// <param name="cancellationToken">Ends the run.</param>
    /// <returns>[h, w, 1 + C], and what the encoder did.</returns>
    public static (float[] Hints, FinishedRun Run) Make(LatentSetup setup, LatentCodec codec, CancellationToken cancellationToken)
    {
        byte[] mask = setup.Mask!;
        float[] rest = [.. setup.Picture];
        for (int pixel = 0; pixel < mask.Length; pixel++)
        {
            if (mask[pixel] != 0)
                rest.AsSpan(pixel * PictureChannels, PictureChannels).Clear();
        }

        (float[] latent, FinishedRun run) = codec.Encode(rest, cancellationToken);
        int scale = setup.Size.W / codec.LatentSize.W, width = codec.Channels + 1;
        var hints = new float[codec.LatentSize.PixelCount * width];
        for (int pixel = 0; pixel < codec.LatentSize.PixelCount; pixel++)
            latent.AsSpan(pixel * codec.Channels, codec.Channels).CopyTo(hints.AsSpan(pixel * width + 1));
        for (int pixel = 0; pixel < mask.Length; pixel++)
        {
            (int y, int x) = (pixel / setup.Size.W / scale, pixel % setup.Size.W / scale);
            if (mask[pixel] != 0)
                hints[(y * codec.LatentSize.W + x) * width] = 1;
        }

        return (hints, run);
    }
}
