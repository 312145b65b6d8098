using Sige.Devices;
using Sige.Lowering;
using Sige.Tensors;
using Sige.Weights;

namespace Sige.Sessions;

/// <summary>All device memory of a plan but the convolutions' weights.</summary>
internal sealed class PlanMemory : IStepMemory, IDisposable
{
    private readonly Dictionary<PlanTensor, TensorMemory> _tensors = [];
    private readonly Dictionary<ChannelAffine, StatisticsMemory> _statistics = [];
    private readonly Dictionary<ChannelAffine, (DeviceBuffer Scale, DeviceBuffer Shift)> _constants = [];
    private readonly List<DeviceBuffer> _parameters = [];
    private readonly DeviceBuffer _arena;

    public PlanMemory(Engine engine, ExecutionPlan plan)
    {
        Device = engine.Device;
        Queue = engine.Queue;
        _arena = new DeviceBuffer(Device, plan.ArenaBytes);
        foreach (PlanTensor tensor in plan.Tensors)
        {
            TensorPlacement placement = plan.Placement(tensor);
            DeviceBuffer buffer = placement.IsInArena ? _arena : new DeviceBuffer(Device, tensor.Bytes);
            _tensors.Add(tensor, new TensorMemory(tensor, placement, buffer));
        }

        foreach (StatisticsStep step in plan.Steps.OfType<StatisticsStep>())
            _statistics.Add(step.Result, new StatisticsMemory(Device, step.Result));
        foreach (ConstantAffine affine in plan.Steps.SelectMany(step => step.Affines).OfType<ConstantAffine>().Distinct())
            _constants.Add(affine, Upload(affine));
    }

    public Device Device { get; }

    public Queue Queue { get; }

    public IReadOnlyCollection<TensorMemory> Tensors => _tensors.Values;

    public long ConstantBytes => _parameters.Sum(buffer => buffer.Bytes);

    public long RecordedBytes =>
        _tensors.Values.Where(tensor => !tensor.Placement.IsInArena).Sum(tensor => tensor.Planned.Bytes) + _statistics.Values.Sum(memory => memory.Bytes);

    public long SpareBytes => _tensors.Values.Sum(tensor => tensor.SpareBytes);

    public long TransientBytes => _arena.Bytes;

    public TensorMemory this[PlanTensor tensor] => _tensors[tensor];

    public StatisticsMemory Statistics(StatisticsAffine affine) => _statistics[affine];

    public DeviceTensor View(PlanTensor tensor) => _tensors[tensor].Tensor;

    public DeviceTensor View(Operand operand) => _tensors[operand.Tensor].View(operand);

    public Affine Resolve(ChannelAffine? affine, Activation activation = default) => affine switch
    {
        null => Affine.Of(activation),
        StatisticsAffine => new Affine(_statistics[affine].Scale, _statistics[affine].Shift, IsPerImage: true, activation),
        ConstantAffine => new Affine(_constants[affine].Scale, _constants[affine].Shift, IsPerImage: false, activation),
        _ => throw new NotSupportedException($"{affine.GetType().Name} has no memory."),
    };

    /// <summary>What <see cref="RecordedBytes"/> will be.</summary>
    public static long PredictRecordedBytes(ExecutionPlan plan) =>
        plan.Tensors.Where(tensor => !plan.Placement(tensor).IsInArena).Sum(tensor => tensor.Bytes)
        + plan.Steps.OfType<StatisticsStep>().Sum(step => StatisticsMemory.BytesOf(step.Result));

    /// <summary>What <see cref="ConstantBytes"/> will be once every step has its memory.</summary>
    public static long PredictConstantBytes(ExecutionPlan plan) => ElementType.Float32.Size() * (
        plan.Steps.SelectMany(step => step.Constants).Sum(constant => constant.Shape.ElementCount)
        + plan.Steps.SelectMany(step => step.Affines).OfType<ConstantAffine>().Distinct().Sum(affine => 2L * affine.Channels));

    public DeviceBuffer? Upload(Parameter? parameter) => parameter is null ? null : Upload(parameter.Read());

    public void Dispose()
    {
        foreach (TensorMemory tensor in _tensors.Values)
            tensor.Dispose();
        foreach (StatisticsMemory memory in _statistics.Values)
            memory.Dispose();
        _parameters.ForEach(buffer => buffer.Dispose());
        _arena.Dispose();
    }

    private (DeviceBuffer Scale, DeviceBuffer Shift) Upload(ConstantAffine affine)
    {
        (float[] scale, float[] shift) = affine.Read();
        return (Upload(scale), Upload(shift));
    }

    private DeviceBuffer Upload(float[] values)
    {
        var buffer = new DeviceBuffer(Device, (long)values.Length * ElementType.Float32.Size());
        _parameters.Add(buffer);
        buffer.Write<float>(Queue, values);
        return buffer;
    }
}
