using System.CommandLine;
using System.CommandLine.Parsing;
using Sige.Cli.Files;

namespace Sige.Cli.CommandLine;

/// <summary><c>--report</c>: alone it adds tables to what a command writes, with the name of a file it writes a page.</summary>
internal sealed class ReportArguments
{
    private const string Name = "--report";

    private static readonly string[] Extensions = [".html", ".htm"];

    private readonly Option<string?> _report;

    /// <summary>Adds the option to a command.</summary>
    /// <param name="command">The command.</param>
    /// <param name="tables">What the tables show, with what else the option does.</param>
    public ReportArguments(Command command, string tables)
    {
        _report = new Option<string?>(Name)
        {
            Description = $"{tables}. With a file, write that instead as one page for a browser, which needs no network: pictures to compare, masks, layers as a chart",
            HelpName = "FILE.html",
            Arity = ArgumentArity.ZeroOrOne,
        };
        _report.Validators.Add(result =>
        {
            if (result.Tokens is [{ Value: var file }] && file.Trim().Length > 0 && !IsPage(file))
                result.AddError($"{Name} is expected to stand alone, for tables, or to name a page that ends in {string.Join(" or ", Extensions)}, found '{file}'.");
        });
        command.Add(_report);
    }

    /// <summary>Whether a report is asked for, of either kind.</summary>
    public bool IsGiven(ParseResult arguments) => arguments.GetResult(_report) is { Implicit: false };

    /// <summary>Whether tables are asked for.</summary>
    public bool ShowsTables(ParseResult arguments) => IsGiven(arguments) && Page(arguments) is null;

    /// <summary>The page to write; null for none.</summary>
    public string? Page(ParseResult arguments) => arguments.GetValue(_report);

    /// <summary>As the other, for validators.</summary>
    public string? Page(CommandResult arguments) => arguments.GetValue(_report);

    /// <summary>Finds out before the work whether the page, if one is asked for, could be written.</summary>
    /// <param name="arguments">What was typed.</param>
    /// <param name="inputs">What the command reads; those that were not given are null.</param>
    /// <exception cref="CommandException">It could not; the message says why.</exception>
    public void Check(ParseResult arguments, params ReadOnlySpan<string?> inputs)
    {
        if (Page(arguments) is { } page)
            OutputFile.Check(page, inputs);
    }

    /// <summary>Refuses a page of a run that does not happen.</summary>
    /// <param name="arguments">A command that runs nothing, as <c>--dry-run</c> asks.</param>
    public void RefusePage(CommandResult arguments)
    {
        if (Page(arguments) is not null)
            arguments.AddError("--report with a page shows what a run did, and --dry-run runs nothing: leave one out.");
    }

    private static bool IsPage(string file) => Extensions.Contains(Path.GetExtension(file), StringComparer.OrdinalIgnoreCase);
}
