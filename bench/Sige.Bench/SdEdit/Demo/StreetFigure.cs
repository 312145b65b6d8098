namespace Sige.Bench.SdEdit;

/// <summary>What a method makes of an edit, beside the dense edit.</summary>
/// <param name="Scene">The picture.</param>
/// <param name="Edit">What was done to it.</param>
/// <param name="Kind">What kind of edit that is.</param>
/// <param name="EditPercent">Pixels that differ from the original.</param>
/// <param name="Method">How it was denoised.</param>
/// <param name="CropSide">The side of the square in pixels; null without a crop.</param>
/// <param name="PsnrInMaskDb">Against the dense edit, in the denoised pixels alone; null if they are equal.</param>
/// <param name="PsnrDb">The same over the whole picture.</param>
/// <param name="MacsShare">Multiply-adds over those of the dense edit.</param>
/// <param name="Ms">From the edited picture to the denoised one; median.</param>
/// <param name="TimeShare">The same over that of the dense edit.</param>
internal sealed record StreetFigure(
    string Scene,
    string Edit,
    StreetEditKind Kind,
    double EditPercent,
    string Method,
    int? CropSide,
    double? PsnrInMaskDb,
    double? PsnrDb,
    double MacsShare,
    double Ms,
    double TimeShare);

/// <summary>Decibels of several edits.</summary>
/// <param name="Mean">Their mean.</param>
/// <param name="Least">The smallest.</param>
/// <param name="Most">The largest.</param>
internal sealed record PsnrRange(double Mean, double Least, double Most)
{
    /// <summary>The range of edits; those that equal the dense one do not count. Null if all do.</summary>
    public static PsnrRange? Of(IEnumerable<double?> decibels)
    {
        double[] values = [.. decibels.OfType<double>()];
        return values.Length > 0 ? new PsnrRange(Math.Round(values.Average(), 2), values.Min(), values.Max()) : null;
    }
}

/// <summary>What a method makes of all edits.</summary>
/// <param name="Method">How they were denoised.</param>
/// <param name="Edits">How many there are.</param>
/// <param name="PsnrInMaskDb">Against the dense edits, in the denoised pixels alone.</param>
/// <param name="PsnrDb">The same over the whole picture.</param>
/// <param name="MacsShare">Multiply-adds over those of the dense edits; mean.</param>
/// <param name="TimeShare">Time over that of the dense edits; mean.</param>
internal sealed record StreetSummary(string Method, int Edits, PsnrRange? PsnrInMaskDb, PsnrRange? PsnrDb, double MacsShare, double TimeShare)
{
    /// <summary>Sums figures up, a row per method in the order in which methods first occur.</summary>
    public static IReadOnlyList<StreetSummary> Of(IEnumerable<StreetFigure> figures) =>
    [
        .. figures.GroupBy(figure => figure.Method).Select(group => new StreetSummary(
            group.Key,
            group.Count(),
            PsnrRange.Of(group.Select(figure => figure.PsnrInMaskDb)),
            PsnrRange.Of(group.Select(figure => figure.PsnrDb)),
            Math.Round(group.Average(figure => figure.MacsShare), 4),
            Math.Round(group.Average(figure => figure.TimeShare), 4))),
    ];
}
