using Sige.Devices;
using Sige.Lowering;

namespace Sige.Sessions;

/// <summary>Takes statistics anew, or brings them up to date with what an edit overwrote.</summary>
internal sealed class StatisticsRunner : StepRunner
{
    private readonly StatisticsStep _step;
    private readonly StatisticsMemory _results;
    private readonly DeviceBuffer? _weight;
    private readonly DeviceBuffer? _bias;
    private StatisticsRun _run;

    public StatisticsRunner(StatisticsStep step, PlanMemory memory)
        : base(step, memory)
    {
        _step = step;
        _results = memory.StatisticsOf(step);
        _weight = memory.Upload(step.Weight);
        _bias = memory.Upload(step.Bias);
    }

    /// <summary>What <see cref="Save"/> takes from the log.</summary>
    public long LogBytes => UndoLog.Aligned(_results.Sums.Bytes) + UndoLog.Aligned(_results.Scale.Bytes) + UndoLog.Aligned(_results.Shift.Bytes);

    /// <summary>Keeps what the step is about to overwrite.</summary>
    public void Save(UndoLog log)
    {
        log.SaveBuffer(_results.Sums);
        log.SaveBuffer(_results.Scale);
        log.SaveBuffer(_results.Shift);
    }

    /// <summary>Brings the sums up to date with the active pixels, which the log holds as they were.</summary>
    public void Update(Queue queue, MaskLevel level, UndoLog log)
    {
        Refresh();
        KeepOldRows(level, log, _step.Source);
        if (_step.Source2 is { } source2)
            KeepOldRows(level, log, source2);
        DeviceRows first = log.FindRows(Memory[_step.Source.Tensor])!.Value;
        DeviceRows second = _step.Source2 is { } other ? log.FindRows(Memory[other.Tensor])!.Value : default;
        Operators.NormStatisticsUpdate(queue, _run, level.Active, first, second);
    }

    /// <summary>Whether <see cref="Update"/> can be used.</summary>
    public bool CanUpdate => _step.CanUpdate;

    /// <summary>Where the results are.</summary>
    public StatisticsMemory Results => _results;

    protected override void Bind() => _run = new StatisticsRun
    {
        Kind = _step.IsInstanceNorm ? StatisticsKind.Instance : StatisticsKind.Group,
        Source = Memory.View(_step.Source),
        Source2 = Memory.View(_step.Source2),
        Groups = _step.Groups,
        Epsilon = _step.Epsilon,
        Weight = _weight,
        Bias = _bias,
        ImageScale = Memory.View(_step.ImageScale),
        ImageShift = Memory.View(_step.ImageShift),
        Sums = _results.Sums,
        Scale = _results.Scale,
        Shift = _results.Shift,
    };

    protected override void Execute(Queue queue, ActiveSet? active) => Operators.NormStatistics(queue, _run);

    /// <summary>A source that this edit did not write still holds its old pixels; they are kept then.</summary>
    private void KeepOldRows(MaskLevel level, UndoLog log, Operand source)
    {
        TensorMemory tensor = Memory[source.Tensor];
        if (log.FindRows(tensor) is null)
            log.SaveRows(tensor, level.Active, level.Counts.Pixels);
    }
}
