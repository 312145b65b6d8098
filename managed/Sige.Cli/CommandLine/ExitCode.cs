namespace Sige.Cli.CommandLine;

/// <summary>What the process answers.</summary>
internal static class ExitCode
{
    /// <summary>All went well.</summary>
    public const int Success = 0;

    /// <summary>The work failed; standard error says why.</summary>
    public const int Failure = 1;

    /// <summary>The command line is wrong.</summary>
    public const int Usage = 2;

    /// <summary>Ctrl-C: 128 and the number of the signal, as shells have it.</summary>
    public const int Interrupted = 130;

    /// <summary>All of them, for the help texts.</summary>
    public static readonly IReadOnlyList<(int Code, string Meaning)> Meanings =
    [
        (Success, "success"),
        (Failure, "failure; one line on standard error says why"),
        (Usage, "wrong usage"),
        (Interrupted, "stopped by Ctrl-C; no file is half-written"),
    ];
}
