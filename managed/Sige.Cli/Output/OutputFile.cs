using Sige.Cli.CommandLine;
using Sige.Imaging;

namespace Sige.Cli.Output;

/// <summary>Writes pictures that appear whole or not at all.</summary>
internal static class OutputFile
{
    private static readonly string[] Extensions = [".png", ".jpg", ".jpeg", ".webp"];

    /// <summary>Finds out before the work whether a picture could be written there.</summary>
    /// <exception cref="CommandException">It could not; the message says why.</exception>
    public static void CheckPicture(string path)
    {
        if (!Extensions.Contains(Path.GetExtension(path), StringComparer.OrdinalIgnoreCase))
            throw new CommandException($"{path}: expected a name that ends in {string.Join(", ", Extensions)}.", ExitCode.Usage);
        if (Directory.Exists(path))
            throw new CommandException($"{path}: expected a file to write, found a folder.");
        string folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
        if (!Directory.Exists(folder))
            throw new CommandException($"{path}: its folder does not exist.");
        Probe(folder);
    }

    /// <summary>The files of several pictures: <c>o.png</c> alone, or <c>o-1.png</c>, <c>o-2.png</c> and so on.</summary>
    public static IReadOnlyList<string> Number(string path, int count)
    {
        string stem = Path.Combine(Path.GetDirectoryName(path) ?? "", Path.GetFileNameWithoutExtension(path));
        return count == 1 ? [path] : [.. Enumerable.Range(1, count).Select(number => Figures.Write($"{stem}-{number}{Path.GetExtension(path)}"))];
    }

    /// <summary>Makes a folder, if it is not there, and finds out whether files can be written there.</summary>
    /// <returns>Its full path.</returns>
    /// <exception cref="CommandException">A file is in the way.</exception>
    public static string PrepareFolder(string path)
    {
        if (File.Exists(path))
            throw new CommandException($"{path}: expected a folder for the pictures, found a file.");
        string folder = Directory.CreateDirectory(path).FullName;
        Probe(folder);
        return folder;
    }

    /// <summary>Writes a picture beside its place, then moves it there.</summary>
    public static void Save(RgbImage picture, string path)
    {
        string temporary = Path.Combine(Path.GetDirectoryName(Path.GetFullPath(path))!, TemporaryName() + Path.GetExtension(path));
        try
        {
            picture.Save(temporary);
            File.Move(temporary, path, overwrite: true);
        }
        finally
        {
            File.Delete(temporary);
        }
    }

    private static void Probe(string folder)
    {
        string probe = Path.Combine(folder, TemporaryName());
        using FileStream file = new(probe, FileMode.CreateNew, FileAccess.Write, FileShare.None, 1, FileOptions.DeleteOnClose);
    }

    private static string TemporaryName() => $".sige-{Guid.NewGuid():N}";
}
