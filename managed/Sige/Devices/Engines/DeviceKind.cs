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
