using Sige.Bench.Measuring;
using Sige.Bench.Workloads;

namespace Sige.Bench.SdEdit;

/// <summary>Compares pictures of -1 to 1 with a reference.</summary>
/// <param name="reference">[H, W, 3].</param>
/// <param name="mask">[H, W], not 0 in the pixels that count on their own.</param>
internal sealed class MaskedPsnr(float[] reference, byte[] mask)
{
    private const double Range = 2;

    /// <summary>PSNR of a whole picture in decibels, to 0.01; null if it equals the reference.</summary>
    public double? Whole(float[] picture) => Compare(picture, reference);

    /// <summary>The same of the masked pixels alone.</summary>
    public double? InMask(float[] picture) => Compare(Gather(picture), Gather(reference));

    private static double? Compare(float[] picture, float[] reference)
    {
        double psnr = Statistics.Psnr(picture, reference, Range);
        return double.IsFinite(psnr) ? Math.Round(psnr, 2) : null;
    }

    private float[] Gather(float[] picture) => [.. picture.Where((_, i) => mask[i / PaintedPicture.Channels] != 0)];
}
