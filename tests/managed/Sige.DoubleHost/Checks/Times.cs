using Sige.Devices;
using Sige.DoubleHost.Sessions;
using Sige.Sessions;

namespace Sige.DoubleHost.Checks;

/// <summary>The times of steps are those of the device that computes later, which the report waits for; an edit without a report waits for nothing.</summary>
internal static class Times
{
    public static string Check(string session, string network)
    {
        using var edited = (EditedGraph)EditedSession.Open(session, network, DeviceKind.Cuda);
        edited.Edit(0);
        edited.ReadOutput();
        CountingLibrary.Reset();
        edited.Edit(1);
        Counts made = CountingLibrary.Counts;
        RunReport report = edited.Report;
        Counts told = CountingLibrary.Counts;
        CheckFailedException.Require(made is { Synchronisations: 0, Operators: 0 }, $"the edit waited: {made}");
        CheckFailedException.Require(told is { Synchronisations: 1, Operators: > 0 }, $"the report did not wait once: {told}");
        foreach (StepReport step in report.Steps)
            CheckFailedException.Require(step.Mode == StepMode.Skipped || step.Time > TimeSpan.Zero, $"{step.Name}, {step.Mode}, took {step.Time}");
        return $"{report.Steps.Count} steps in {report.Steps.Sum(step => step.Time.TotalMilliseconds):0.###} ms of the device";
    }
}
