using Sige.Cli.CommandLine;
using Sige.Cli.Output;
using Sige.Imaging;

namespace Sige.Cli.Files;

/// <summary>Writes files that appear whole or not at all, and finds out before the work whether files could be written.</summary>
internal static class OutputFile
{
    private static readonly string[] Extensions = [".png", ".jpg", ".jpeg", ".webp"];

    /// <summary>Where systems keep what is no file; shared memory is the exception.</summary>
    private static readonly string[] DeviceRoots = OperatingSystem.IsWindows() ? [@"\\.\"] : ["/dev/", "/proc/", "/sys/"];

    /// <summary>Finds out before the work whether a picture could be written there.</summary>
    /// <param name="path">The picture to write, as it was typed.</param>
    /// <param name="inputs">What the command reads; those that were not given are null.</param>
    /// <exception cref="CommandException">It could not, or would take the place of an input; the message says why.</exception>
    public static void CheckPicture(string path, params ReadOnlySpan<string?> inputs)
    {
        if (!Extensions.Contains(Path.GetExtension(path), StringComparer.OrdinalIgnoreCase))
            throw new CommandException($"{path}: expected a name that ends in {string.Join(", ", Extensions)}.", ExitCode.Usage);
        Check(path, inputs);
    }

    /// <summary>Finds out before the work whether a file could be written there.</summary>
    /// <param name="path">The file to write, as it was typed.</param>
    /// <param name="inputs">What the command reads; those that were not given are null.</param>
    /// <exception cref="CommandException">It could not, or would take the place of an input; the message says why.</exception>
    public static void Check(string path, params ReadOnlySpan<string?> inputs)
    {
        foreach (string? input in inputs)
        {
            if (input is not null && FileIdentity.AreSame(path, input))
                throw new CommandException(path == input ? $"{path}: this output is also an input: give it another name." : $"{path}: this output is also an input, {input}: give it another name.", ExitCode.Usage);
        }

        CheckPlace(path);
        string folder = Path.GetDirectoryName(path) is { Length: > 0 } named ? named : ".";
        if (!Directory.Exists(folder))
            throw new CommandException(File.Exists(folder) ? $"{path}: its folder {folder} is a file." : $"{path}: its folder does not exist: make {folder} first.");
        Probe(folder, path);
    }

    /// <summary>The files of several pictures: <c>o.png</c> alone, or <c>o-1.png</c>, <c>o-2.png</c> and so on.</summary>
    public static IReadOnlyList<string> Number(string path, int count)
    {
        string stem = Path.Combine(Path.GetDirectoryName(path) ?? "", Path.GetFileNameWithoutExtension(path));
        return count == 1 ? [path] : [.. Enumerable.Range(1, count).Select(number => Figures.Write($"{stem}-{number}{Path.GetExtension(path)}"))];
    }

    /// <summary>Makes a folder, if it is not there, and finds out before the work whether files can be written there.</summary>
    /// <param name="path">The folder, as it was typed.</param>
    /// <param name="files">The names of the files that are to be written.</param>
    /// <returns>Its full path.</returns>
    /// <exception cref="CommandException">It cannot be made or written, or a file cannot be replaced; the message says why.</exception>
    public static string PrepareFolder(string path, IEnumerable<string> files)
    {
        if (File.Exists(path))
            throw new CommandException($"{path}: expected a folder for the pictures, found a file.");
        try
        {
            Directory.CreateDirectory(path);
        }
        catch (Exception error) when (SystemFault.Is(error))
        {
            throw new CommandException($"{path}: this folder cannot be made: {SystemFault.Reason(error)}.", error);
        }

        Probe(path, path);
        foreach (string file in files)
            CheckPlace(Path.Combine(path, file));
        return Path.GetFullPath(path);
    }

    /// <summary>Finds out whether files can be written in a folder.</summary>
    /// <param name="folder">The folder, which is there.</param>
    /// <param name="name">What the message begins with.</param>
    /// <exception cref="CommandException">They cannot; the message says why.</exception>
    public static void Probe(string folder, string name)
    {
        try
        {
            string probe = Path.Combine(folder, TemporaryName());
            using FileStream file = new(probe, FileMode.CreateNew, FileAccess.Write, FileShare.None, 1, FileOptions.DeleteOnClose);
        }
        catch (Exception error) when (SystemFault.Is(error))
        {
            throw new CommandException($"{name}: nothing can be written in the folder {folder}: {SystemFault.Reason(error)}.", error);
        }
    }

    /// <summary>Writes a picture beside its place, then moves it there.</summary>
    /// <exception cref="CommandException">It could not be written, and nothing is left behind; the message says why.</exception>
    public static void Save(RgbImage picture, string path) => Save(path, "picture", temporary => picture.Save(temporary));

    /// <summary>Writes a text as UTF-8 beside its place, then moves it there.</summary>
    /// <exception cref="CommandException">It could not be written, and nothing is left behind; the message says why.</exception>
    public static void Save(string text, string path) => Save(path, "file", temporary => File.WriteAllText(temporary, text));

    private static void Save(string path, string kind, Action<string> write)
    {
        string temporary = Path.Combine(Path.GetDirectoryName(Path.GetFullPath(path))!, TemporaryName() + Path.GetExtension(path));
        try
        {
            write(temporary);
            File.Move(temporary, path, overwrite: true);
        }
        catch (Exception error) when (SystemFault.Is(error))
        {
            throw new CommandException($"{path}: the {kind} could not be written: {SystemFault.Reason(error)}.", error);
        }
        finally
        {
            File.Delete(temporary);
        }
    }

    /// <summary>Looks at what is there already: only a file that may be changed can be replaced.</summary>
    private static void CheckPlace(string path)
    {
        string resolved = FileIdentity.Resolve(path);
        if (DeviceRoots.Any(root => resolved.StartsWith(root, StringComparison.Ordinal)) && !resolved.StartsWith("/dev/shm/", StringComparison.Ordinal))
            throw new CommandException($"{path}: expected a file to write, found a device.");
        try
        {
            FileAttributes attributes = File.GetAttributes(resolved);
            if (attributes.HasFlag(FileAttributes.Directory))
                throw new CommandException($"{path}: expected a file to write, found a folder.");
            if (attributes.HasFlag(FileAttributes.ReadOnly))
                throw new CommandException($"{path}: this file is read-only: make it writable, or give another name.");
        }
        catch (Exception error) when (error is FileNotFoundException or DirectoryNotFoundException)
        {
            // Nothing is there yet.
        }
        catch (Exception error) when (SystemFault.Is(error))
        {
            throw new CommandException($"{path}: this file cannot be written: {SystemFault.Reason(error)}.", error);
        }
    }

    private static string TemporaryName() => $".sige-{Guid.NewGuid():N}";
}
