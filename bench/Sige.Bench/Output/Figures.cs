using System.Globalization;

namespace Sige.Bench.Output;

/// <summary>Formats figures of a table.</summary>
internal static class Figures
{
    /// <summary>Formats a number, or nothing for none.</summary>
    public static string Format(double? value, string format) => value?.ToString(format, CultureInfo.InvariantCulture) ?? "";

    /// <summary>Formats a number of multiply-adds in thousand millions.</summary>
    public static string Giga(long value) => (value / 1e9).ToString("0.00", CultureInfo.InvariantCulture);
}
