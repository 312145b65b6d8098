namespace Sige.Cli.Pages;

/// <summary>Names with values under a heading.</summary>
internal sealed record FactList(string Title, IReadOnlyList<Fact> Facts);

/// <summary>A name with a value.</summary>
internal sealed record Fact(string Name, string Value);
