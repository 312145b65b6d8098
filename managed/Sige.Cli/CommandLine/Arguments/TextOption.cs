using System.CommandLine;

namespace Sige.Cli.CommandLine;

/// <summary>An option whose value is words, not a file: it may be empty or a dash.</summary>
internal sealed class TextOption(string name) : Option<string>(name);
