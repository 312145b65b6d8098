using Sige.Devices;
using Sige.Tensors;
using Sige.Weights;

namespace Sige.Lowering;

/// <summary>The memory in which steps find what they read and write. Where a tensor lies may change between two runs, so steps ask at each.</summary>
internal interface IStepMemory
{
    Device Device { get; }

    /// <summary>The queue that uploads go through.</summary>
    Queue Queue { get; }

    /// <summary>A whole tensor.</summary>
    DeviceTensor View(PlanTensor tensor);

    /// <summary>The channels that an operand sees, at the tensor's own size.</summary>
    DeviceTensor View(Operand operand);

    /// <summary>As <see cref="View(Operand)"/>; no tensor where there is no operand.</summary>
    DeviceTensor View(Operand? operand) => operand is { } present ? View(present) : default;

    /// <summary>A scale and shift as they are now, then an activation.</summary>
    Affine Resolve(ChannelAffine? affine, Activation activation = default);

    /// <summary>Where a statistics step keeps its sums and what it makes of them.</summary>
    StatisticsMemory Statistics(StatisticsAffine affine);

    /// <summary>Copies a constant to the device; it stays as long as the memory.</summary>
    DeviceBuffer? Upload(Parameter? parameter);
}
