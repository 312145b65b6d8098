using System.Text.RegularExpressions;

namespace Sige.Tests.Documentation;

/// <summary>A page of the documentation.</summary>
internal sealed partial class MarkdownFile(string path)
{
    private static readonly string Root = Path.GetFullPath(Path.Combine(GoldenData.Find(), "..", ".."));

    private readonly string _text = File.ReadAllText(Path.Combine(Root, path));

    /// <summary>Its blocks in C#, each with the page and its number there.</summary>
    public IEnumerable<Sample> Samples => Blocks().Matches(_text).Select((block, i) => new Sample($"{path}, sample {i + 1}", block.Groups[1].Value));

    /// <summary>The first cells of the tables under a heading, without the marks of code.</summary>
    public IEnumerable<string> FirstCells(string heading) =>
        FirstCell().Matches(Regex.Match(_text, $@"^## {heading}\n(.*?)(?=^## |\z)", RegexOptions.Multiline | RegexOptions.Singleline).Value)
            .Select(cell => cell.Groups[1].Value);

    /// <summary>The files that it links to in the repository and that are not there.</summary>
    public IEnumerable<string> DeadLinks => Links().Matches(_text).Select(link => link.Groups[1].Value)
        .Where(link => !Path.Exists(Path.Combine(Root, Path.GetDirectoryName(path)!, link)));

    [GeneratedRegex(@"^```csharp\n(.*?)^```", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Blocks();

    [GeneratedRegex(@"^\| `([^`]*)` \|", RegexOptions.Multiline)]
    private static partial Regex FirstCell();

    [GeneratedRegex(@"\]\((?!\w+:|#)([^)#]+)\)")]
    private static partial Regex Links();

    /// <param name="Name">Where it stands.</param>
    /// <param name="Text">A file in C#.</param>
    public sealed record Sample(string Name, string Text)
    {
        public override string ToString() => Name;
    }
}
