using Sige.Devices;
using Sige.Graphs;

namespace Sige.Bench.Fidelity;

/// <summary>A node without constants.</summary>
internal sealed class PlainOperator(Node node) : NodeOperator
{
    /// <inheritdoc/>
    public override void Run(Queue queue, DeviceTensor[] inputs, ActiveSet? active, DeviceTensor result)
    {
        switch (node)
        {
            case OneHotNode:
                Operators.OneHot(queue, inputs[0], active, result);
                break;
            case ConcatNode:
                Join(queue, inputs, active, result);
                break;
            case ActivationNode function:
                Operators.Activate(queue, inputs[0], Affine.Of(function.Activation), active, result);
                break;
            case AddNode:
                Operators.Add(queue, inputs[0], inputs[1], active, result);
                break;
            case AddVectorNode:
                Operators.SpadeModulate(queue, inputs[0], default, default, inputs[1], active, result);
                break;
            case SpadeModulateNode or ScaleShiftNode:
                Operators.SpadeModulate(queue, inputs[0], default, inputs[1], inputs[2], active, result);
                break;
            case ResizeNode:
                Operators.ResizeNearest(queue, inputs[0], active, result);
                break;
            case AveragePoolNode:
                Operators.AveragePool(queue, inputs[0], default, active, result);
                break;
            case AttentionNode attention:
                Attend(attention, queue, inputs, active, result);
                break;
            case TimeEmbeddingNode embedding:
                Operators.TimeEmbedding(queue, inputs[0], embedding.Order, embedding.DownscaleShift, result);
                break;
            default:
                throw new NotSupportedException($"There is no operator for node '{node.Name}' of type {node.GetType().Name}.");
        }
    }

    private static void Join(Queue queue, DeviceTensor[] inputs, ActiveSet? active, DeviceTensor result)
    {
        int first = 0;
        foreach (DeviceTensor input in inputs)
        {
            Operators.Activate(queue, input, default, active, result.Channels(first, input.Shape.C));
            first += input.Shape.C;
        }
    }

    private static void Attend(AttentionNode node, Queue queue, DeviceTensor[] inputs, ActiveSet? active, DeviceTensor result) =>
        Operators.Attention(queue, new AttentionRun
        {
            Heads = node.Heads,
            Scale = node.Scale,
            Query = inputs[0],
            Key = inputs[1],
            Value = inputs[2],
            Active = active,
            Destination = result,
        });
}
