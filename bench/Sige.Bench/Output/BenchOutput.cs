using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Spectre.Console;

namespace Sige.Bench.Output;

/// <summary>Where a bench writes: tables for people, and JSON to a file or alone on standard output.</summary>
internal sealed class BenchOutput
{
    private const string StandardOutput = "-";
    private const int WidthWithoutTerminal = 250;

    private static readonly JsonSerializerOptions Format = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    private readonly string? _json;

    /// <summary>Makes an output.</summary>
    /// <param name="json">A file, <c>-</c> for standard output, or null for no JSON.</param>
    public BenchOutput(string? json)
    {
        _json = json;
        bool redirected = json == StandardOutput ? Console.IsErrorRedirected : Console.IsOutputRedirected;
        Console.OutputEncoding = Encoding.UTF8;
        People = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Out = new AnsiConsoleOutput(json == StandardOutput ? Console.Error : Console.Out),
        });
        if (redirected)
            People.Profile.Width = WidthWithoutTerminal;
    }

    /// <summary>For people: standard output, or standard error where JSON takes that.</summary>
    public IAnsiConsole People { get; }

    /// <summary>Writes a line of text as it is.</summary>
    public void WriteLine(string text) => People.WriteLine(text);

    /// <summary>Writes a value as JSON, if JSON is wanted.</summary>
    public void WriteJson<T>(T value)
    {
        if (_json is null)
            return;
        string text = ToJson(value);
        if (_json == StandardOutput)
            Console.Out.WriteLine(text);
        else
            File.WriteAllText(_json, text + "\n");
    }

    /// <summary>A value as JSON with keys in snake case.</summary>
    public static string ToJson<T>(T value) => JsonSerializer.Serialize(value, Format);
}
