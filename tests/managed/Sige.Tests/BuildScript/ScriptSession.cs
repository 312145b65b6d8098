using System.Management.Automation;
using System.Management.Automation.Runspaces;
using System.Text.RegularExpressions;

namespace Sige.Tests.BuildScript;

/// <summary>
/// Runs the repository's build.ps1 in PowerShell's engine, with functions in place of the programs that it calls, which record their
/// arguments, those of other programs than dotnet behind the program's name. Besides the engine's own cmdlets only Push-Location and Pop-Location exist, as functions: a script that calls
/// another one fails here.
/// </summary>
internal sealed partial class ScriptSession : IDisposable
{
    private const string PushLocation = """
        param([Parameter(Position = 0, Mandatory)][string] $Path)
        $ExecutionContext.SessionState.Path.PushCurrentLocation('')
        $null = $ExecutionContext.SessionState.Path.SetLocation($Path)
        """;

    private const string PopLocation = "$null = $ExecutionContext.SessionState.Path.PopLocation('')";

    private const string Record = """
        $prefix = @(if ($MyInvocation.MyCommand.Name -ne 'dotnet') { $MyInvocation.MyCommand.Name })
        $recorder.Add([string[]]($prefix + $args))
        $folders.Add($ExecutionContext.SessionState.Path.CurrentFileSystemLocation.Path)
        if ($exitCodes.Count -eq 0) { throw 'dotnet does not start' }
        $global:LASTEXITCODE = $exitCodes[[Math]::Min($recorder.Count, $exitCodes.Count) - 1]
        """;

    // As a process ends: with the script's exit code, 1 after an error, else 0.
    private const string End = "if ($?) { exit 0 } elseif ($LASTEXITCODE) { exit $LASTEXITCODE } else { exit 1 }";

    private readonly ScriptHost _host = new();
    private readonly Runspace _runspace;
    private readonly List<string[]> _commands = [];
    private readonly List<string> _folders = [];

    /// <summary>Opens a session in which dotnet returns <paramref name="exitCodes"/>, one after the other and then the last.</summary>
    /// <param name="location">The folder that the script is called from.</param>
    /// <param name="exitCodes">The exit codes; none if it does not start.</param>
    public ScriptSession(string location, params int[] exitCodes)
    {
        InitialSessionState state = InitialSessionState.CreateDefault2();
        state.Commands.Add(new SessionStateFunctionEntry("Push-Location", PushLocation));
        state.Commands.Add(new SessionStateFunctionEntry("Pop-Location", PopLocation));
        foreach (string program in (ReadOnlySpan<string>)["dotnet", "cmake", "ctest", "git", "npm"])
            state.Commands.Add(new SessionStateFunctionEntry(program, Record));
        state.Variables.Add(new SessionStateVariableEntry("recorder", _commands, ""));
        state.Variables.Add(new SessionStateVariableEntry("folders", _folders, ""));
        state.Variables.Add(new SessionStateVariableEntry("exitCodes", exitCodes, ""));
        _runspace = RunspaceFactory.CreateRunspace(_host, state);
        _runspace.Open();
        _runspace.SessionStateProxy.Path.SetLocation(location);
    }

    /// <summary>Path of build.ps1.</summary>
    public static string ScriptPath { get; } = Path.GetFullPath(Path.Combine(GoldenData.Find(), "..", "..", "build.ps1"));

    /// <summary>Runs the script as a line typed at the prompt does.</summary>
    /// <param name="arguments">What stands behind the script's name.</param>
    public ScriptRun Type(string arguments)
    {
        using PowerShell shell = PowerShell.Create(_runspace);
        shell.AddScript($"& '{ScriptPath.Replace("'", "''", StringComparison.Ordinal)}' {arguments}; {End}");
        return Run(shell);
    }

    /// <summary>Runs the script as <c>pwsh -File build.ps1</c> does.</summary>
    /// <param name="arguments">The process's arguments behind the script's name.</param>
    /// <remarks>
    /// Source: PowerShell's manual, about_Pwsh, parameter File: an argument with a leading dash names a parameter, and a colon
    /// in it sets off the value; all else is passed literally.
    /// </remarks>
    public ScriptRun Start(params ReadOnlySpan<string> arguments)
    {
        using PowerShell shell = PowerShell.Create(_runspace);
        shell.AddCommand(ScriptPath);
        foreach (string argument in arguments)
        {
            Match named = NameAndValue().Match(argument);
            if (named.Success)
                shell.AddParameter(named.Groups[1].Value, named.Groups[2].Value);
            else if (argument is ['-', _, ..])
                shell.AddParameter(argument, null);
            else
                shell.AddArgument(argument);
        }

        return Run(shell);
    }

    /// <inheritdoc/>
    public void Dispose() => _runspace.Dispose();

    [GeneratedRegex(@"^(-\w+):(.+)$")]
    private static partial Regex NameAndValue();

    private ScriptRun Run(PowerShell shell)
    {
        string? error = null;
        try
        {
            shell.Invoke();
        }
        catch (RuntimeException thrown)
        {
            error = thrown.Message;
        }

        error ??= shell.Streams.Error.FirstOrDefault()?.ToString();
        int exitCode = _host.ExitCode ?? (error is null ? 0 : 1);
        return new ScriptRun(exitCode, _commands, _folders, _runspace.SessionStateProxy.Path.CurrentFileSystemLocation.Path, error);
    }
}
