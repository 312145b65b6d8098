using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.RegularExpressions;
using Sige.Cli.Files;

namespace Sige.Cli.Pages;

/// <summary>Writes report pages: one file of HTML with style, script, figures and pictures in it, which asks nothing of any network.</summary>
/// <remarks>
/// What a file name or a weight file says stands in the page as data alone: as JSON whose markup characters are escaped, which the script
/// shows as text. A browser runs no other script than the page's own: its policy names that by its hash.
/// </remarks>
internal static partial class PageFile
{
    private static readonly string[] Scripts = ["elements.js", "pictures.js", "chart.js", "tables.js", "page.js"];

    /// <summary>Writes a page beside its place, then moves it there.</summary>
    /// <exception cref="Sige.Cli.CommandLine.CommandException">It could not be written, and nothing is left behind; the message says why.</exception>
    public static void Save(RunAccount account, string path) => OutputFile.Save(Render(PageModel.Of(account)), path);

    /// <summary>The page as text.</summary>
    public static string Render(PageModel model)
    {
        string style = Read("page.css");
        string script = string.Concat(Scripts.Select(Read));
        var parts = new Dictionary<string, string>
        {
            ["styleHash"] = Hash(style),
            ["scriptHash"] = Hash(script),
            ["style"] = style,
            ["script"] = script,
            ["data"] = JsonSerializer.Serialize(model, PageJson.Default.PageModel),
        };
        return Placeholder().Replace(Read("page.html"), match => parts[match.Groups["name"].Value]);
    }

    /// <summary>The text of a part of the page, with the line ends that a browser reads.</summary>
    private static string Read(string name)
    {
        using Stream resource = typeof(PageFile).Assembly.GetManifestResourceStream(name)!;
        using var reader = new StreamReader(resource);
        return reader.ReadToEnd().ReplaceLineEndings("\n");
    }

    private static string Hash(string text) => $"sha256-{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(text)))}";

    [GeneratedRegex(@"\{\{(?<name>\w+)\}\}")]
    private static partial Regex Placeholder();
}

/// <summary>How pages are written without reflection.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(PageModel))]
internal sealed partial class PageJson : JsonSerializerContext;
