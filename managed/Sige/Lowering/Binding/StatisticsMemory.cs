using Sige.Devices;
using Sige.Tensors;

namespace Sige.Lowering;

/// <summary>The sums of a normalisation's source, and the scale and shift made of them.</summary>
internal sealed class StatisticsMemory(Device device, StatisticsAffine affine) : IDisposable
{
    /// <summary>float64 [N, C, 2].</summary>
    public DeviceBuffer Sums { get; } = new(device, SumBytes(affine));

    /// <summary>float32 [N, C].</summary>
    public DeviceBuffer Scale { get; } = new(device, FactorBytes(affine));

    /// <summary>float32 [N, C].</summary>
    public DeviceBuffer Shift { get; } = new(device, FactorBytes(affine));

    public long Bytes => Sums.Bytes + Scale.Bytes + Shift.Bytes;

    /// <summary>What the sums take.</summary>
    public static long SumBytes(StatisticsAffine affine) => 2 * affine.ElementCount * ElementType.Float64.Size();

    /// <summary>What the scale takes, and the shift.</summary>
    public static long FactorBytes(StatisticsAffine affine) => affine.ElementCount * ElementType.Float32.Size();

    /// <summary>What all of it takes.</summary>
    public static long BytesOf(StatisticsAffine affine) => SumBytes(affine) + 2 * FactorBytes(affine);

    public void Dispose()
    {
        Sums.Dispose();
        Scale.Dispose();
        Shift.Dispose();
    }
}
