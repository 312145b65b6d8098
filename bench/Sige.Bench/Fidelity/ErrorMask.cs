using Sige.Devices;
using Sige.Sessions;
using Sige.Tensors;

namespace Sige.Bench.Fidelity;

/// <summary>The pixels whose errors are told of on their own.</summary>
internal static class ErrorMask
{
    /// <summary>Marks what an edit changes, dilated once.</summary>
    /// <param name="changed">[H, W], 1 where the edit changes the picture.</param>
    /// <param name="size">The picture.</param>
    /// <param name="options">How far the first dilation goes.</param>
    /// <returns>[H, W], 0 or 1.</returns>
    public static byte[] Of(byte[] changed, Resolution size, MaskOptions options)
    {
        var dilated = new byte[changed.Length];
        Masks.Dilate(changed, size, options.FirstDilation, dilated);
        return dilated;
    }
}
