namespace Sige.Tests.BuildScript;

/// <summary>What one run of the build script did.</summary>
/// <param name="ExitCode">The exit code that <c>pwsh -File</c> gives.</param>
/// <param name="Commands">The arguments of each call of dotnet, in order.</param>
/// <param name="Folders">The folder that each call of dotnet ran in.</param>
/// <param name="LocationAfter">The current location once the script has ended.</param>
/// <param name="Error">What ended the script, or null if it ran to its end or to an exit.</param>
internal sealed record ScriptRun(
    int ExitCode,
    IReadOnlyList<string[]> Commands,
    IReadOnlyList<string> Folders,
    string LocationAfter,
    string? Error)
{
    /// <summary>Each call's arguments with spaces between them.</summary>
    public string[] CommandLines => [.. Commands.Select(command => string.Join(' ', command))];
}
