namespace Sige.Cli.Files;

/// <summary>Whether two paths are one file, however they are written: relative, through links, or in another case where the system ignores case.</summary>
internal static class FileIdentity
{
    /// <summary>Compares two paths.</summary>
    /// <param name="path">A path; nothing need be there.</param>
    /// <param name="other">Another.</param>
    public static bool AreSame(string path, string other)
    {
        (string first, string second) = (Resolve(path), Resolve(other));
        return string.Equals(first, second, StringComparison.Ordinal) || AreOneFile(new FileInfo(first), new FileInfo(second));
    }

    /// <summary>The full path with all symbolic links followed, in its folders too.</summary>
    public static string Resolve(string path)
    {
        string full = Path.TrimEndingDirectorySeparator(Path.GetFullPath(path));
        if (Path.GetDirectoryName(full) is not { } folder)
            return full;
        string resolved = Path.Combine(Resolve(folder), Path.GetFileName(full));
        try
        {
            return File.ResolveLinkTarget(resolved, returnFinalTarget: true)?.FullName is { } target && target != resolved ? Resolve(target) : resolved;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // Links that end nowhere or in a circle, and what is not there at all, are what they are called.
            return resolved;
        }
    }

    /// <summary>
    /// Hard links and other spellings show by one file's lock holding the other. Only files of equal size and time come so far; they
    /// have content, so that no pipe is ever opened here, which would take from what it carries.
    /// </summary>
    private static bool AreOneFile(FileInfo first, FileInfo second)
    {
        if (!first.Exists || !second.Exists || first.Length == 0 || first.Length != second.Length || first.LastWriteTimeUtc != second.LastWriteTimeUtc)
            return false;
        using (FileStream? held = TryOpen(first, FileShare.None))
        {
            if (held is null)
                return false;
            using FileStream? blocked = TryOpen(second, FileShare.Read);
            if (blocked is not null)
                return false;
        }

        using FileStream? free = TryOpen(second, FileShare.Read);
        return free is not null;
    }

    private static FileStream? TryOpen(FileInfo file, FileShare share)
    {
        try
        {
            return new FileStream(file.FullName, FileMode.Open, FileAccess.Read, share, bufferSize: 0);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
