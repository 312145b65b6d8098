using Sige.Imaging;
using Sige.Tensors;

namespace Sige.Cli.Output;

/// <summary>
/// An incremental edit judged by a dense run. <paramref name="PsnrDb"/> is null where the pictures are equal; <paramref name="Ssim"/>, that of their
/// 8-bit pixels, where they are smaller than its window.
/// </summary>
internal sealed record DenseSummary(double DenseMs, double SpeedupVsDense, double? PsnrDb, double? Ssim, double MaxAbsoluteDifference)
{
    /// <summary>Compares an edit with a dense run.</summary>
    /// <param name="dense">What the dense run gave, -1 to 1, and how long it took.</param>
    /// <param name="edit">What the edit gave, and how long it took.</param>
    /// <param name="size">Height and width of both.</param>
    public static DenseSummary Of((float[] Values, TimeSpan Time) dense, (float[] Values, TimeSpan Time) edit, Resolution size)
    {
        ImageComparison comparison = ImageComparison.Between(dense.Values, edit.Values);
        return new DenseSummary(
            dense.Time.TotalMilliseconds,
            dense.Time / edit.Time,
            double.IsFinite(comparison.Psnr) ? comparison.Psnr : null,
            Math.Min(size.H, size.W) < StructuralSimilarity.Window
                ? null
                : StructuralSimilarity.Between(RgbImage.FromGenerator(dense.Values, size.H, size.W), RgbImage.FromGenerator(edit.Values, size.H, size.W)),
            comparison.MaxAbsoluteDifference);
    }

    /// <summary>The comparison in words.</summary>
    public string Describe() =>
        $"{Figures.Milliseconds(TimeSpan.FromMilliseconds(DenseMs))} ms: the incremental one is {Figures.Ratio(SpeedupVsDense)} as fast, "
        + $"PSNR {Figures.Decibels(PsnrDb ?? double.PositiveInfinity)}"
        + (Ssim is { } ssim ? $", SSIM {Figures.Similarity(ssim)}" : "");
}
