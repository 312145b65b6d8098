using Sige.Devices;
using Sige.Sessions;
using Sige.Tensors;

namespace Sige.Bench.Fidelity;

/// <summary>The pixels whose errors are told of on their own.</summary>
internal static class ErrorMask
{
    /// <summary>Marks what an edit changes, dilated once.</summary>
    /// <param name="device">The device.</param>
    /// <param name="queue">Its queue.</param>
    /// <param name="changed">[H, W], 1 where the edit changes the picture.</param>
    /// <param name="size">The picture.</param>
    /// <param name="options">How far the first dilation goes.</param>
    /// <returns>[H, W], 0 or 1.</returns>
    public static byte[] Of(Device device, Queue queue, byte[] changed, Resolution size, MaskOptions options)
    {
        using var source = new DeviceBuffer(device, changed.Length);
        using var destination = new DeviceBuffer(device, changed.Length);
        source.Write<byte>(queue, changed);
        Masks.Dilate(queue, source, size, options.FirstDilation, destination);
        var dilated = new byte[changed.Length];
        destination.Read<byte>(queue, dilated);
        return dilated;
    }
}
