using Sige.Devices;

namespace Sige.DoubleHost;

/// <summary>A way in which a double can be made to fail.</summary>
/// <param name="Name">What fails.</param>
/// <param name="LosesDevice">Whether nothing can be done on the device afterwards.</param>
/// <param name="IsOfWork">Whether it is told to who waits for work that was handed in before.</param>
/// <param name="Arm">Lets the nth from here fail, counted from 1.</param>
/// <param name="Disarm">Lets nothing fail any more.</param>
internal sealed record Fault(string Name, bool LosesDevice, bool IsOfWork, Action<ulong> Arm, Action Disarm)
{
    private const int CudaOutOfMemory = 2, CudaLaunchFailed = 719, MetalOutOfMemory = 8;

    /// <summary>Those of a device's double.</summary>
    public static IEnumerable<Fault> Of(DeviceKind device) => device == DeviceKind.Cuda
        ?
        [
            .. new[] { DriverEvent.Allocation, DriverEvent.Launch, DriverEvent.Copy, DriverEvent.Synchronization, DriverEvent.Module, DriverEvent.Capture }
                .Select(which => Cuda(which, CudaOutOfMemory)),
            Cuda(DriverEvent.Call, CudaLaunchFailed),
        ]
        :
        [
            new("an allocation", LosesDevice: false, IsOfWork: false, nth => MetalDouble.Fail((long)nth, 0, 0), MetalDouble.Reset),
            new("a command buffer", LosesDevice: false, IsOfWork: true, nth => MetalDouble.Fail(0, (long)nth, MetalOutOfMemory), MetalDouble.Reset),
        ];

    private static Fault Cuda(DriverEvent which, int error) =>
        new(which.ToString(), LosesDevice: which == DriverEvent.Call, IsOfWork: false, nth => CudaDouble.Fail(which, nth, error), CudaDouble.Reset);
}
