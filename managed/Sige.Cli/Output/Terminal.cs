using System.Text;
using Spectre.Console;

namespace Sige.Cli.Output;

/// <summary>Where a command writes: results on standard output, notices, errors and progress on standard error.</summary>
internal sealed class Terminal
{
    /// <summary>Columns of a table that goes into a file: wide enough that nothing wraps.</summary>
    private const int FileWidth = 400;

    private readonly IAnsiConsole _error;
    private readonly bool _showsProgress;

    /// <summary>Makes a terminal of two writers.</summary>
    /// <param name="output">Receives results.</param>
    /// <param name="error">Receives notices and errors.</param>
    /// <param name="outputIsTerminal">Whether a person reads the results as they come: else no colours.</param>
    /// <param name="errorIsTerminal">Whether a person reads the rest: else no progress bars.</param>
    public Terminal(TextWriter output, TextWriter error, bool outputIsTerminal, bool errorIsTerminal)
    {
        OutputWriter = output;
        ErrorWriter = error;
        Output = CreateConsole(output, outputIsTerminal);
        _error = CreateConsole(error, errorIsTerminal);
        _showsProgress = errorIsTerminal && _error.Profile.Capabilities.Ansi;
    }

    /// <summary>Results as plain text.</summary>
    public TextWriter OutputWriter { get; }

    /// <summary>Notices and errors as plain text.</summary>
    public TextWriter ErrorWriter { get; }

    /// <summary>Results as tables and coloured text.</summary>
    public IAnsiConsole Output { get; }

    /// <summary>The terminal of this process.</summary>
    public static Terminal OfProcess()
    {
        Console.OutputEncoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false);
        return new Terminal(Console.Out, Console.Error, !Console.IsOutputRedirected, !Console.IsErrorRedirected);
    }

    /// <summary>Text from a file that may be hostile: what could steer a terminal does not reach it.</summary>
    public static string Printable(string text) => string.Concat(text.Select(c => char.IsControl(c) ? '?' : c));

    /// <summary>Writes a line on standard error.</summary>
    public void Say(string message) => ErrorWriter.WriteLine($"sige: {message}");

    /// <summary>Runs long work with progress bars, which vanish at its end; without a terminal there are none.</summary>
    public T Follow<T>(Func<ProgressBoard, T> work) => _showsProgress
        ? _error.Progress()
            .AutoClear(true)
            .Columns(new SpinnerColumn(), new TaskDescriptionColumn { Alignment = Justify.Left }, new ProgressBarColumn(), new PercentageColumn())
            .Start(context => work(new ProgressBoard(context)))
        : work(new ProgressBoard(null));

    private static IAnsiConsole CreateConsole(TextWriter writer, bool isTerminal)
    {
        IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Out = new AnsiConsoleOutput(writer),
            Ansi = isTerminal ? AnsiSupport.Detect : AnsiSupport.No,
            ColorSystem = isTerminal ? ColorSystemSupport.Detect : ColorSystemSupport.NoColors,
            Interactive = isTerminal ? InteractionSupport.Yes : InteractionSupport.No,
        });
        if (!isTerminal)
        {
            console.Profile.Width = FileWidth;
            console.Profile.Capabilities.Unicode = true;
        }

        return console;
    }
}
