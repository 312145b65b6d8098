using System.Text.RegularExpressions;

namespace Sige.Cli.Files;

/// <summary>Faults of the file system in words for a person, with paths as that person wrote them.</summary>
internal static partial class SystemFault
{
    /// <summary>What Linux, Windows (two codes) and a full quota on Linux and macOS answer where there is no room.</summary>
    private static readonly int[] DiskFull = [28, unchecked((int)0x80070070), unchecked((int)0x80070027), 122, 69];

    /// <summary>Whether an exception is such a fault.</summary>
    public static bool Is(Exception exception) => exception is IOException or UnauthorizedAccessException;

    /// <summary>The fault in a phrase, without the path.</summary>
    public static string Reason(Exception fault) => fault switch
    {
        FileNotFoundException => "there is no such file",
        DirectoryNotFoundException => "its folder does not exist",
        UnauthorizedAccessException => "access is denied; look at the owner and the permissions",
        PathTooLongException => "the name is longer than this system allows",
        IOException when DiskFull.Contains(fault.HResult) => "the disk is full",
        _ => QuotedPath().Replace(fault.Message, "").TrimEnd(' ', ':', '.'),
    };

    /// <summary>A message of the runtime as a sentence about the path that it names; messages without one are complete already.</summary>
    /// <param name="fault">The exception.</param>
    /// <param name="spellings">Paths as they were typed.</param>
    public static string Describe(Exception fault, IEnumerable<string> spellings)
    {
        Match quoted = QuotedPath().Match(fault.Message);
        string path = quoted.Groups["path"].Value;
        if (!quoted.Success || !Path.IsPathRooted(path))
            return fault.Message;
        string name = spellings.FirstOrDefault(spelling => IsSpelling(spelling, path)) ?? path;
        return fault is UnauthorizedAccessException && Directory.Exists(path) ? $"{name}: expected a file, found a folder." : $"{name}: {Reason(fault)}.";
    }

    private static bool IsSpelling(string text, string path) =>
        text.Length > 0 && !text.Contains('\0') && string.Equals(Path.GetFullPath(text), path, StringComparison.Ordinal);

    [GeneratedRegex("""(?: : )?'(?<path>[^']+)'""")]
    private static partial Regex QuotedPath();
}
