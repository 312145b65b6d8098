using Sige.Devices;

namespace Sige.Lowering;

/// <summary>Runs a step that keeps nothing of its own: a call of the device's operators.</summary>
/// <param name="call">Makes the call on the given pixels, or on all.</param>
internal sealed class OperatorRunner(Action<Queue, ActiveSet?> call) : StepRunner
{
    public override void Run(Queue queue, ActiveSet? active) => call(queue, active);
}
