using System.Globalization;

namespace Sige.Cli.CommandLine;

/// <summary>Sizes as people type them: <c>4GB</c>, <c>512MB</c>, <c>1.5GiB</c>, <c>0</c>.</summary>
internal static class ByteSize
{
    /// <summary>How sizes are written, for messages.</summary>
    public const string Syntax = "a size such as 4GB, 512MB or 0 (GB = 10^9 bytes, GiB = 2^30)";

    private static readonly (string Name, long Bytes)[] Units =
    [
        ("KIB", 1L << 10), ("MIB", 1L << 20), ("GIB", 1L << 30), ("TIB", 1L << 40),
        ("KB", 1_000), ("MB", 1_000_000), ("GB", 1_000_000_000), ("TB", 1_000_000_000_000), ("B", 1), ("", 1),
    ];

    /// <summary>Reads a size.</summary>
    /// <param name="text">A number that is not negative, and a unit or none for bytes; case does not matter.</param>
    /// <param name="bytes">The size; parts of a byte are dropped.</param>
    /// <returns>Whether it is one.</returns>
    public static bool TryParse(string text, out long bytes)
    {
        string upper = text.Trim().ToUpperInvariant();
        (string name, long unit) = Units.First(candidate => upper.EndsWith(candidate.Name, StringComparison.Ordinal));
        bytes = 0;
        if (!decimal.TryParse(upper[..^name.Length].TrimEnd(), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out decimal number)
            || number > long.MaxValue / unit)
        {
            return false;
        }

        bytes = (long)(number * unit);
        return true;
    }
}
