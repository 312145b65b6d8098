using Sige.Imaging;
using Sige.Sessions;
using Sige.Tensors;

namespace Sige.Cli.Painting;

/// <summary>What a run painted.</summary>
/// <param name="Values">float32, [1, H, W, 3], -1 to 1.</param>
/// <param name="Time">From the new input to the values.</param>
/// <param name="Report">What the run did.</param>
internal sealed record PaintedPicture(float[] Values, TimeSpan Time, RunReport Report)
{
    /// <summary>The picture's 8-bit pixels.</summary>
    public RgbImage ToImage(Scene scene) => ToImage(scene.Size);

    /// <summary>The picture's 8-bit pixels.</summary>
    public RgbImage ToImage(Resolution size) => RgbImage.FromGenerator(Values, size.H, size.W);

    /// <summary>Peak signal-to-noise ratio of an output against this one, in dB.</summary>
    public double PsnrOf(PaintedPicture other) => ImageComparison.Between(Values, other.Values).Psnr;
}
