namespace Sige.Imaging;

/// <summary>
/// An image file is damaged, hostile or of a kind that the caller cannot use. The message names the file, what was
/// expected and what was found.
/// </summary>
public sealed class ImageFormatException : Exception
{
    /// <summary>Creates the exception with the message <c>FILE: expected EXPECTED, found FOUND</c>.</summary>
    /// <param name="file">Path or name of the file.</param>
    /// <param name="expected">What a good file has.</param>
    /// <param name="found">What this file has.</param>
    /// <param name="inner">The decoder's own error, if there is one.</param>
    public ImageFormatException(string file, string expected, string found, Exception? inner = null)
        : base($"{file}: expected {expected}, found {found}", inner)
    {
        File = file;
        Expected = expected;
        Found = found;
    }

    /// <summary>Path or name of the file.</summary>
    public string File { get; }

    /// <summary>What a good file has.</summary>
    public string Expected { get; }

    /// <summary>What this file has.</summary>
    public string Found { get; }
}
