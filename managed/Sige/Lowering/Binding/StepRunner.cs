using Sige.Devices;

namespace Sige.Lowering;

/// <summary>A step bound to memory: ready to run on all or on the active pixels.</summary>
internal abstract class StepRunner : IDisposable
{
    /// <summary>Runs the step.</summary>
    /// <param name="queue">The queue.</param>
    /// <param name="active">The pixels of the output to compute, or null for all.</param>
    public abstract void Run(Queue queue, ActiveSet? active);

    /// <summary>What the cost model says of a run; null for steps that are no convolution.</summary>
    public virtual ConvolutionCosts? QueryCosts(Queue queue, ActiveSet? active) => null;

    public virtual void Dispose()
    {
    }
}
