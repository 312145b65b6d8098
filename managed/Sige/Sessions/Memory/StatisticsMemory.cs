using Sige.Devices;
using Sige.Lowering;

namespace Sige.Sessions;

/// <summary>The sums of a normalisation's source, and the scale and shift made of them.</summary>
internal sealed class StatisticsMemory(Device device, int images, StatisticsStep step) : IDisposable
{
    /// <summary>float64 [N, C, 2].</summary>
    public DeviceBuffer Sums { get; } = new(device, (long)images * step.Result.Channels * 2 * sizeof(double));

    /// <summary>float32 [N, C].</summary>
    public DeviceBuffer Scale { get; } = new(device, (long)images * step.Result.Channels * sizeof(float));

    /// <summary>float32 [N, C].</summary>
    public DeviceBuffer Shift { get; } = new(device, (long)images * step.Result.Channels * sizeof(float));

    /// <summary>What those of a step take.</summary>
    public static long BytesOf(StatisticsStep step) => (long)step.Source.Tensor.Shape.N * step.Result.Channels * (2 * sizeof(double) + 2 * sizeof(float));

    public long Bytes => Sums.Bytes + Scale.Bytes + Shift.Bytes;

    public void Dispose()
    {
        Sums.Dispose();
        Scale.Dispose();
        Shift.Dispose();
    }
}
