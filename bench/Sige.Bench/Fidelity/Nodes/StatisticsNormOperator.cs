using Sige.Devices;
using Sige.Graphs;

namespace Sige.Bench.Fidelity;

/// <summary>Normalises by the statistics that were taken last.</summary>
internal sealed class StatisticsNormOperator : NodeOperator
{
    private readonly StatisticsNormNode _node;
    private readonly DeviceBuffer _sums;
    private readonly DeviceBuffer _scale;
    private readonly DeviceBuffer _shift;
    private readonly DeviceBuffer? _weight;
    private readonly DeviceBuffer? _bias;

    public StatisticsNormOperator(Engine engine, StatisticsNormNode node)
    {
        long channels = (long)node.Output.Shape.N * node.Output.Shape.C;
        _node = node;
        _sums = new DeviceBuffer(engine.Device, 2 * channels * sizeof(double));
        _scale = new DeviceBuffer(engine.Device, channels * sizeof(float));
        _shift = new DeviceBuffer(engine.Device, channels * sizeof(float));
        _weight = node.Weight is null ? null : DeviceTensors.Upload(engine, node.Weight.Read());
        _bias = node.Bias is null ? null : DeviceTensors.Upload(engine, node.Bias.Read());
    }

    /// <inheritdoc/>
    public override void TakeStatistics(Queue queue, DeviceTensor source) => Operators.NormStatistics(queue, new StatisticsRun
    {
        Kind = _node.IsInstanceNorm ? StatisticsKind.Instance : StatisticsKind.Group,
        Source = source,
        Groups = _node.Groups,
        Epsilon = _node.Epsilon,
        Weight = _weight,
        Bias = _bias,
        Sums = _sums,
        Scale = _scale,
        Shift = _shift,
    });

    /// <inheritdoc/>
    public override void Run(Queue queue, DeviceTensor[] inputs, ActiveSet? active, DeviceTensor result) =>
        Operators.Activate(queue, inputs[0], new Affine(_scale, _shift, IsPerImage: true), active, result);

    /// <inheritdoc/>
    public override void Dispose()
    {
        foreach (DeviceBuffer? buffer in (ReadOnlySpan<DeviceBuffer?>)[_sums, _scale, _shift, _weight, _bias])
            buffer?.Dispose();
    }
}
