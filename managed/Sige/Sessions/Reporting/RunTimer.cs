using Sige.Lowering;

namespace Sige.Sessions;

/// <summary>Sums up what a log noted of a run's time.</summary>
internal static class RunTimer
{
    /// <summary>The parts of a run's time. What no part claims went to the calls between steps.</summary>
    public static RunTimes TimesOf(RunLog log, ExecutionPlan plan)
    {
        (TimeSpan convolutions, TimeSpan operators, TimeSpan statistics, TimeSpan keeping) = (default, default, default, default);
        for (int i = 0; i < plan.Steps.Count; i++)
        {
            keeping += log.Keeping[i];
            TimeSpan computing = log.Times[i] - log.Keeping[i];
            if (log.Modes[i] == StepMode.Skipped)
                continue;
            else if (plan.Steps[i] is ConvolutionStep)
                convolutions += computing;
            else if (plan.Steps[i] is StatisticsStep)
                statistics += computing;
            else
                operators += computing;
        }

        var times = new RunTimes
        {
            Convolutions = convolutions,
            Operators = operators,
            Statistics = statistics,
            Keeping = keeping,
            Undo = log.TimeOf(RunPart.Undo),
            Difference = log.TimeOf(RunPart.Difference),
            Masks = log.TimeOf(RunPart.Masks),
            Upload = log.TimeOf(RunPart.Upload),
            Calls = default,
        };
        TimeSpan rest = log.Time - times.Total;
        return times with { Calls = rest > TimeSpan.Zero ? rest : TimeSpan.Zero };
    }
}
