using System.Globalization;
using System.Management.Automation.Host;

namespace Sige.Tests.BuildScript;

/// <summary>A PowerShell host without a user: it only keeps the exit code.</summary>
internal sealed class ScriptHost : PSHost
{
    /// <summary>The code that a script exited with, or null.</summary>
    public int? ExitCode { get; private set; }

    public override string Name => nameof(ScriptHost);

    public override Version Version { get; } = new(1, 0);

    public override Guid InstanceId { get; } = Guid.NewGuid();

    public override CultureInfo CurrentCulture => CultureInfo.InvariantCulture;

    public override CultureInfo CurrentUICulture => CultureInfo.InvariantCulture;

    public override PSHostUserInterface? UI => null;

    public override void SetShouldExit(int exitCode) => ExitCode = exitCode;

    public override void EnterNestedPrompt() => throw new NotSupportedException();

    public override void ExitNestedPrompt() => throw new NotSupportedException();

    public override void NotifyBeginApplication()
    {
    }

    public override void NotifyEndApplication()
    {
    }
}
