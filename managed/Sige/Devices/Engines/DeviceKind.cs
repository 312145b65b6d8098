using Sige.Interop;

namespace Sige.Devices;

/// <summary>Kind of a device.</summary>
public enum DeviceKind
{
    /// <summary>The processor; always there.</summary>
    Cpu = SigeDeviceKind.Cpu,

    /// <summary>An NVIDIA GPU, through its driver.</summary>
    Cuda = SigeDeviceKind.Cuda,

    /// <summary>An Apple GPU.</summary>
    Metal = SigeDeviceKind.Metal,
}

/// <summary>What is known of a kind of device.</summary>
public static class DeviceKinds
{
    /// <summary>In what sessions multiply if nothing else is said: float32 on a processor, float16 on a GPU.</summary>
    /// <param name="kind">The kind.</param>
    public static ComputePrecision UsualPrecision(this DeviceKind kind) =>
        kind == DeviceKind.Cpu ? ComputePrecision.Float32 : ComputePrecision.Float16;
}
