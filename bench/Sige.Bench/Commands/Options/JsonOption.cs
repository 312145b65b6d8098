using System.CommandLine;

namespace Sige.Bench.Commands;

/// <summary><c>--json</c>: where figures are written for programs.</summary>
internal static class JsonOption
{
    /// <summary>Makes the option; null is for nowhere.</summary>
    public static Option<string?> Create() => new("--json") { Description = "Write JSON to a file, or with - alone to standard output.", HelpName = "FILE|-" };
}
