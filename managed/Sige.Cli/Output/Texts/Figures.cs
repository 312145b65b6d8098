using System.Globalization;

namespace Sige.Cli.Output;

/// <summary>Writes numbers as tables show them, the same in every culture.</summary>
internal static class Figures
{
    /// <summary>Three significant digits with a unit prefix, such as <c>17.6 G</c>.</summary>
    public static string Count(double value) => value switch
    {
        >= 1e9 => $"{Significant(value / 1e9)} G",
        >= 1e6 => $"{Significant(value / 1e6)} M",
        >= 1e3 => $"{Significant(value / 1e3)} k",
        _ => Significant(value),
    };

    /// <summary>A size in memory or of a file, such as <c>12.1 MB</c> (10^6 bytes).</summary>
    public static string Bytes(long bytes) => bytes < 1000 ? $"{bytes} B" : $"{Count(bytes)}B";

    /// <summary>Milliseconds, three significant digits.</summary>
    public static string Milliseconds(TimeSpan time) => Significant(time.TotalMilliseconds);

    /// <summary>A time for a person to wait, such as <c>8 s</c> or <c>2 min 5 s</c>.</summary>
    public static string Duration(TimeSpan time)
    {
        long seconds = (long)Math.Ceiling(time.TotalSeconds);
        return seconds < 60 ? $"{seconds} s" : $"{seconds / 60} min {seconds % 60} s";
    }

    /// <summary>An estimate of milliseconds, as <see cref="Duration"/> writes it where it is long.</summary>
    public static string Wait(double milliseconds) => milliseconds < 10_000
        ? $"{Significant(milliseconds)} ms"
        : Duration(TimeSpan.FromMilliseconds(milliseconds));

    /// <summary>A share in percent, two decimals.</summary>
    public static string Percent(double percent) => Write($"{percent:0.00} %");

    /// <summary>A ratio of times, such as <c>14.9x</c>.</summary>
    public static string Ratio(double ratio) => $"{Significant(ratio)}x";

    /// <summary>A signal-to-noise ratio; equal pictures have none.</summary>
    public static string Decibels(double psnr) => double.IsPositiveInfinity(psnr) ? "equal" : Write($"{psnr:0.0} dB");

    /// <summary>A structural similarity, four decimals.</summary>
    public static string Similarity(double ssim) => Write($"{ssim:0.0000}");

    /// <summary>Text of an interpolated string in the invariant culture.</summary>
    public static string Write(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    private static string Significant(double value) => value switch
    {
        >= 100 => Write($"{value:0}"),
        >= 10 => Write($"{value:0.0}"),
        _ => Write($"{value:0.00}"),
    };
}
