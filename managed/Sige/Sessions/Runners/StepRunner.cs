using Sige.Devices;
using Sige.Lowering;

namespace Sige.Sessions;

/// <summary>A step bound to memory: ready to run on all or on the active pixels.</summary>
internal abstract class StepRunner(PlanStep step, PlanMemory memory) : IDisposable
{
    private int _generation = -1;

    public PlanStep Step { get; } = step;

    /// <summary>What the step writes; null for statistics.</summary>
    public TensorMemory? Target { get; } = step.Target is null ? null : memory[step.Target];

    protected PlanMemory Memory { get; } = memory;

    public static StepRunner Create(PlanStep step, PlanMemory memory, SessionOptions options) => step switch
    {
        ConvolutionStep convolution => new ConvolutionRunner(convolution, memory, options.Algorithm),
        StatisticsStep statistics => new StatisticsRunner(statistics, memory),
        AffineStep or AddStep or ModulateStep or ResizeStep or OneHotStep or ConcatStep or AveragePoolStep or AttentionStep or TimeEmbeddingStep => new ElementRunner(step, memory),
        _ => throw new NotSupportedException($"Step '{step.Name}' of type {step.GetType().Name} cannot run."),
    };

    /// <summary>Runs the step.</summary>
    /// <param name="queue">The queue.</param>
    /// <param name="active">The pixels of the output to compute, or null for all.</param>
    public void Run(Queue queue, ActiveSet? active)
    {
        Refresh();
        Execute(queue, active);
    }

    /// <summary>What the cost model says of a run; null for steps that are no convolution.</summary>
    public virtual ConvolutionPlan? QueryPlan(Queue queue, ActiveSet? active) => null;

    public virtual void Dispose()
    {
    }

    /// <summary>Makes arguments anew after a swap of buffers.</summary>
    protected void Refresh()
    {
        if (_generation == Memory.Generation)
            return;
        Bind();
        _generation = Memory.Generation;
    }

    protected abstract void Bind();

    protected abstract void Execute(Queue queue, ActiveSet? active);
}
