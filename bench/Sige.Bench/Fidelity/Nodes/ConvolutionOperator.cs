using Sige.Devices;
using Sige.Graphs;

namespace Sige.Bench.Fidelity;

/// <summary>
/// A convolution in direct arithmetic: each pixel's sums are the same whichever others are computed, so that runs differ where their
/// inputs do and nowhere else.
/// </summary>
internal sealed class ConvolutionOperator(Device device, ConvolutionNode node) : NodeOperator
{
    /// <summary>The form of dense filters; depthwise ones have one form only.</summary>
    public const string FormName = "direct";

    private readonly Convolution _convolution = new(
        device,
        new ConvolutionDescription(node.Source.Shape.C, node.Output.Shape.C, node.Geometry, node.Groups),
        node.Weight.Read(),
        node.Bias?.Read() ?? []);

    /// <inheritdoc/>
    public override void Run(Queue queue, DeviceTensor[] inputs, ActiveSet? active, DeviceTensor result) => _convolution.Run(queue, new ConvolutionRun
    {
        Form = node.Groups == 1 ? _convolution.FindForm(FormName) : null,
        Source = inputs[0],
        Active = active,
        Destination = result,
    });

    /// <inheritdoc/>
    public override void Dispose() => _convolution.Dispose();
}
