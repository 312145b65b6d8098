using Sige.Interop;
using Sige.Tensors;

namespace Sige.Devices;

/// <summary>
/// Scale and shift of each channel, then an activation: y = activation(x * scale + shift). The default value leaves values as
/// they are.
/// </summary>
/// <param name="Scale">float32 [C] or [N, C]; null for 1.</param>
/// <param name="Shift">float32 [C] or [N, C]; null for 0.</param>
/// <param name="IsPerImage">Whether scale and shift are [N, C] rather than [C], shared by the batch.</param>
/// <param name="Activation">Applied after scale and shift.</param>
public readonly record struct Affine(
    DeviceBuffer? Scale = null, DeviceBuffer? Shift = null, bool IsPerImage = false, Activation Activation = default)
{
    /// <summary>Whether values stay as they are, bit for bit.</summary>
    public bool IsIdentity => Scale is null && Shift is null && Activation.IsNone;

    /// <summary>An activation alone.</summary>
    /// <param name="activation">The activation.</param>
    public static Affine Of(Activation activation) => new(Activation: activation);

    /// <summary>Describes it to the library; a scope holds its memory.</summary>
    internal SigeAffine ToNative(nint scale, nint shift) => new()
    {
        Scale = scale,
        Shift = shift,
        PerImage = IsPerImage ? 1 : 0,
        Activation = (SigeActivation)Activation.Function,
        Slope = Activation.Slope,
    };
}
