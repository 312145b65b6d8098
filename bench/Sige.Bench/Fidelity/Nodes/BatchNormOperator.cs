using Sige.Devices;
using Sige.Graphs;

namespace Sige.Bench.Fidelity;

/// <summary>Normalises by running statistics.</summary>
internal sealed class BatchNormOperator : NodeOperator
{
    private readonly DeviceBuffer _scale;
    private readonly DeviceBuffer _shift;

    public BatchNormOperator(Engine engine, BatchNormNode node)
    {
        (float[] scale, float[] shift) = node.ReadAffine();
        _scale = DeviceTensors.Upload(engine, scale);
        _shift = DeviceTensors.Upload(engine, shift);
    }

    /// <inheritdoc/>
    public override void Run(Queue queue, DeviceTensor[] inputs, ActiveSet? active, DeviceTensor result) =>
        Operators.Activate(queue, inputs[0], new Affine(_scale, _shift), active, result);

    /// <inheritdoc/>
    public override void Dispose()
    {
        _scale.Dispose();
        _shift.Dispose();
    }
}
