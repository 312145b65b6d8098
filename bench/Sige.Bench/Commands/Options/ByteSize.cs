using System.Globalization;

namespace Sige.Bench.Commands;

/// <summary>Reads sizes such as <c>500MB</c> or <c>4GB</c>.</summary>
internal static class ByteSize
{
    private static readonly (string Suffix, double Factor)[] Units = [("GB", 1e9), ("MB", 1e6), ("kB", 1e3), ("B", 1), ("", 1)];

    /// <summary>Reads a size; units are powers of 1000, without one it is in bytes.</summary>
    /// <param name="text">A number from 0 and perhaps a unit, whatever its case.</param>
    /// <param name="bytes">Receives the bytes.</param>
    /// <returns>Whether it is a size.</returns>
    public static bool TryParse(string text, out long bytes)
    {
        (string suffix, double factor) = Units.First(unit => text.EndsWith(unit.Suffix, StringComparison.OrdinalIgnoreCase));
        bool valid = double.TryParse(text[..^suffix.Length], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double value)
            && value * factor < long.MaxValue;
        bytes = valid ? (long)(value * factor) : 0;
        return valid;
    }
}
