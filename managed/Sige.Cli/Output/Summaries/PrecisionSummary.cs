using Sige.Devices;
using Sige.Imaging;

namespace Sige.Cli.Output;

/// <summary>
/// In what a session multiplied. <paramref name="PsnrDb"/> is that of an edit against the same edit in float32; null where that did not run,
/// and where the pictures are equal.
/// </summary>
internal sealed record PrecisionSummary(string Name, double? PsnrDb)
{
    /// <summary>Of a session that was not compared with float32.</summary>
    public static PrecisionSummary Of(ComputePrecision precision) => new(Names.Of(precision), null);

    /// <summary>Of edits that float32 made too; the worst of them counts.</summary>
    /// <param name="precision">Of the edits.</param>
    /// <param name="edits">What each gave, -1 to 1, and what float32 gave.</param>
    public static PrecisionSummary Of(ComputePrecision precision, IEnumerable<(float[] Found, float[] Float32)> edits)
    {
        double worst = edits.Select(edit => ImageComparison.Between(edit.Float32, edit.Found).Psnr).DefaultIfEmpty(double.PositiveInfinity).Min();
        return new PrecisionSummary(Names.Of(precision), double.IsFinite(worst) ? worst : null);
    }

    /// <summary>The precision in words.</summary>
    public string Describe() => PsnrDb is { } psnr ? $"{Name}, within {Figures.Decibels(psnr)} of the same edit in fp32" : Name;
}
