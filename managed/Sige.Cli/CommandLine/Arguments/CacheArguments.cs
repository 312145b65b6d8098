using System.CommandLine;
using System.Globalization;
using Sige.Cli.Files;
using Sige.Sessions;
using Sige.Tensors;

namespace Sige.Cli.CommandLine;

/// <summary>The options that say what a session keeps of the steps that it records.</summary>
internal sealed class CacheArguments
{
    private readonly Option<CachePrecision?> _precision = NamedValue.Option(
        "--cache", "Precision of recorded activations; default: fp16", ("fp16", CachePrecision.Float16), ("fp32", CachePrecision.Float32));

    private readonly Option<long?> _budget = NamedValue.OptionOf<long>(
        "--cache-budget", "Memory for recorded activations, such as 4GB; default: no limit", "SIZE", ByteSize.Syntax,
        text => ByteSize.TryParse(text, out long bytes) ? bytes : null);

    private readonly Option<string?> _spill = new("--spill") { Description = "Folder for a file of the steps past the budget; default: none, such steps run dense in each edit", HelpName = "DIR" };

    private readonly Option<PixelRegion?> _region = NamedValue.OptionOf(
        "--region", "Keep only what edits inside this rectangle of pixels need", "X,Y,W,H", "four whole numbers X,Y,W,H", ParseRegion);

    /// <summary>Adds the options to a command.</summary>
    public CacheArguments(Command command)
    {
        foreach (Option option in (ReadOnlySpan<Option>)[_precision, _budget, _spill, _region])
            command.Add(option);
    }

    /// <summary>How recorded activations are kept.</summary>
    public CachePrecision Precision(ParseResult arguments) => arguments.GetValue(_precision) ?? CachePrecision.Float16;

    /// <summary>What they may take in memory, in bytes; null for no limit.</summary>
    public long? Budget(ParseResult arguments) => arguments.GetValue(_budget);

    /// <summary>The folder for those past it; null for none.</summary>
    /// <exception cref="CommandException">It is none that can be written to.</exception>
    public string? SpillDirectory(ParseResult arguments)
    {
        if (arguments.GetValue(_spill) is not { } folder)
            return null;
        if (!Directory.Exists(folder))
            throw new CommandException($"{folder}: expected a folder for --spill, found {(File.Exists(folder) ? "a file" : "nothing")}.");
        OutputFile.Probe(folder, "--spill");
        return folder;
    }

    /// <summary>The area that edits stay in; null for the whole picture.</summary>
    /// <param name="arguments">What was typed.</param>
    /// <param name="picture">Height and width of the picture.</param>
    /// <exception cref="CommandException">It is not inside the picture.</exception>
    public PixelRegion? Region(ParseResult arguments, Resolution picture)
    {
        PixelRegion? region = arguments.GetValue(_region);
        if (region is { } r && (r.X < 0 || r.Y < 0 || r.Width < 1 || r.Height < 1 || r.Width > picture.W - r.X || r.Height > picture.H - r.Y))
        {
            throw new CommandException(
                $"--region is expected to lie inside the picture of {picture.W}x{picture.H} pixels, found {r.Width}x{r.Height} pixels at x {r.X}, y {r.Y}.", ExitCode.Usage);
        }

        return region;
    }

    private static PixelRegion? ParseRegion(string text)
    {
        string[] parts = text.Split(',');
        var numbers = new int[4];
        if (parts.Length != numbers.Length)
            return null;
        for (int i = 0; i < numbers.Length; i++)
        {
            if (!int.TryParse(parts[i], NumberStyles.AllowLeadingSign | NumberStyles.AllowLeadingWhite | NumberStyles.AllowTrailingWhite, CultureInfo.InvariantCulture, out numbers[i]))
                return null;
        }

        return new PixelRegion(numbers[1], numbers[0], numbers[3], numbers[2]);
    }
}
