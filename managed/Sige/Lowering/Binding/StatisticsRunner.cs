using Sige.Devices;

namespace Sige.Lowering;

/// <summary>Takes statistics anew, or brings them up to date with what an edit overwrote.</summary>
internal sealed class StatisticsRunner(StatisticsStep step, IStepMemory memory) : StepRunner
{
    private readonly DeviceBuffer? _weight = memory.Upload(step.Weight);
    private readonly DeviceBuffer? _bias = memory.Upload(step.Bias);

    public StatisticsStep Step { get; } = step;

    /// <summary>Where the results are.</summary>
    public StatisticsMemory Results { get; } = memory.Statistics(step.Result);

    public override void Run(Queue queue, ActiveSet? active) => Operators.NormStatistics(queue, Arguments());

    /// <summary>Brings the sums up to date.</summary>
    /// <param name="queue">The queue.</param>
    /// <param name="active">The pixels that have changed.</param>
    /// <param name="old">What the source held there.</param>
    /// <param name="old2">What the second source held there; the default without one.</param>
    public void Update(Queue queue, ActiveSet active, DeviceRows old, DeviceRows old2) =>
        Operators.NormStatisticsUpdate(queue, Arguments(), active, old, old2);

    private StatisticsRun Arguments() => new()
    {
        Kind = Step.IsInstanceNorm ? StatisticsKind.Instance : StatisticsKind.Group,
        Source = memory.View(Step.Source),
        Source2 = memory.View(Step.Source2),
        Groups = Step.Groups,
        Epsilon = Step.Epsilon,
        Weight = _weight,
        Bias = _bias,
        ImageScale = memory.View(Step.ImageScale),
        ImageShift = memory.View(Step.ImageShift),
        Sums = Results.Sums,
        Scale = Results.Scale,
        Shift = Results.Shift,
    };
}
