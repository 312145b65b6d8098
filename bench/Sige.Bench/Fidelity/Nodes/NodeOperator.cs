using Sige.Devices;
using Sige.Graphs;

namespace Sige.Bench.Fidelity;

/// <summary>One node of a graph as an operator of the engine.Device, without any fusion: its constants are read when it is made.</summary>
internal abstract class NodeOperator : IDisposable
{
    /// <summary>Makes the operator of a node.</summary>
    /// <param name="engine">What runs it.</param>
    /// <param name="node">A node that is no input.</param>
    public static NodeOperator Create(Engine engine, Node node) => node switch
    {
        ConvolutionNode convolution => new ConvolutionOperator(engine.Device, convolution),
        BatchNormNode norm => new BatchNormOperator(engine, norm),
        StatisticsNormNode norm => new StatisticsNormOperator(engine, norm),
        _ => new PlainOperator(node),
    };

    /// <summary>Takes what a run without <see cref="NodeRule.KeepsStatistics"/> takes from its input before it computes.</summary>
    /// <param name="queue">The engine.Queue.</param>
    /// <param name="source">The node's first input.</param>
    public virtual void TakeStatistics(Queue queue, DeviceTensor source)
    {
    }

    /// <summary>Computes the node's result.</summary>
    /// <param name="queue">The queue.</param>
    /// <param name="inputs">As the node has them.</param>
    /// <param name="active">Pixels to compute, or null for all.</param>
    /// <param name="result">Receives them.</param>
    public abstract void Run(Queue queue, DeviceTensor[] inputs, ActiveSet? active, DeviceTensor result);

    /// <inheritdoc/>
    public virtual void Dispose()
    {
    }
}
