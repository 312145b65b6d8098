using Sige.Diffusion;
using Sige.Sessions;
using Sige.Weights;
using Spectre.Console;

namespace Sige.Cli.Output;

/// <summary>Progress bars one below the other.</summary>
internal sealed class ProgressBoard(ProgressContext? context)
{
    /// <summary>Adds a bar.</summary>
    public ProgressBar Add(string description) => new(context?.AddTask(Markup.Escape(description), maxValue: 1), description);
}

/// <summary>A bar that fills as work is done; several runs can share it.</summary>
internal sealed class ProgressBar(ProgressTask? task, string description)
    : IProgress<RunProgress>, IProgress<WeightConversionProgress>, IProgress<DiffusionProgress>
{
    private int _runs = 1;
    private int _finished;

    /// <summary>Says how many runs fill the bar.</summary>
    public ProgressBar Of(int runs)
    {
        _runs = runs;
        return this;
    }

    /// <inheritdoc/>
    public void Report(RunProgress value)
    {
        Show(value.Completed, value.Total);
        if (value.Completed == value.Total)
            _finished++;
    }

    /// <inheritdoc/>
    public void Report(WeightConversionProgress value) => Show(value.CompletedBytes, Math.Max(1, value.TotalBytes));

    /// <inheritdoc/>
    public void Report(DiffusionProgress value)
    {
        if (task is null)
            return;
        task.Value = (_finished + value.Fraction) / _runs;
        if (value.Step == value.StepCount)
            _finished++;
        if (_runs > 1)
            return;
        int step = Math.Min(value.Step + 1, value.StepCount);
        string remaining = value.Remaining is { } time ? $", {Figures.Duration(time)} left" : "";
        task.Description = Markup.Escape($"{description}, step {step} of {value.StepCount}{remaining}");
    }

    /// <summary>Fills the bar.</summary>
    public void Finish()
    {
        if (task is not null)
            task.Value = 1;
    }

    private void Show(long completed, long total)
    {
        if (task is not null)
            task.Value = (_finished + (double)completed / total) / _runs;
    }
}
