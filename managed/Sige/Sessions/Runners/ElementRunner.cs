using Sige.Devices;
using Sige.Lowering;

namespace Sige.Sessions;

/// <summary>Runs a step that no convolution took in: slower than a fused one, never wrong.</summary>
internal sealed class ElementRunner(PlanStep step, PlanMemory memory) : StepRunner(step, memory)
{
    private DeviceTensor[] _sources = [];
    private DeviceTensor _target;

    protected override void Bind()
    {
        _sources = [.. Step.Operands.Select(operand => Memory.View(operand))];
        _target = Target!.Tensor;
    }

    protected override void Execute(Queue queue, ActiveSet? active)
    {
        switch (Step)
        {
            case AffineStep affine:
                Operators.Activate(queue, _sources[0], Memory.Resolve(affine.Affine, affine.Activation), active, _target);
                break;
            case AddStep:
                Operators.Add(queue, _sources[0], _sources[1], active, _target);
                break;
            case ModulateStep modulate:
                DeviceTensor gamma = modulate.Gamma is null ? default : _sources[1];
                Operators.SpadeModulate(queue, _sources[0], Affine.Of(modulate.Activation), gamma, _sources[^1], active, _target);
                break;
            case ResizeStep:
                Operators.ResizeNearest(queue, _sources[0], active, _target);
                break;
            case AveragePoolStep pool:
                Operators.AveragePool(queue, _sources[0], Memory.Resolve(pool.Prologue, pool.PrologueActivation), active, _target);
                break;
            case AttentionStep attention:
                Attend(attention, queue, active);
                break;
            case TimeEmbeddingStep embedding:
                Operators.TimeEmbedding(queue, _sources[0], embedding.Order, embedding.DownscaleShift, _target);
                break;
            case OneHotStep:
                Operators.OneHot(queue, _sources[0], active, _target);
                break;
            case ConcatStep:
                Concatenate(queue, active);
                break;
        }
    }

    private void Attend(AttentionStep step, Queue queue, ActiveSet? active) => Operators.Attention(queue, new AttentionRun
    {
        Heads = step.Heads,
        Scale = step.Scale,
        Query = _sources[0],
        Key = _sources[1],
        Value = _sources[2],
        Active = active,
        Destination = _target,
    });

    private void Concatenate(Queue queue, ActiveSet? active)
    {
        int first = 0;
        foreach (DeviceTensor source in _sources)
        {
            Operators.Activate(queue, source, default, active, _target.Channels(first, source.Shape.C));
            first += source.Shape.C;
        }
    }
}
