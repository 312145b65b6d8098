using Sige.Devices;

namespace Sige.Sessions;

/// <summary>Copies pixels between a tensor and the cache.</summary>
internal static class PixelCopy
{
    /// <summary>Copies pixels bit for bit.</summary>
    public static void Copy(Queue queue, in DeviceTensor source, ActiveSet? pixels, in DeviceTensor destination) =>
        Operators.Activate(queue, source, default, pixels, destination);

    /// <summary>Copies all pixels and gives how many finite values became infinite.</summary>
    public static long CopyAll(Queue queue, in DeviceTensor source, in DeviceTensor destination)
    {
        Operators.Activate(queue, source, default, null, destination);
        return 0;
    }
}
