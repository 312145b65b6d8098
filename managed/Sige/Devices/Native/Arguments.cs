using Sige.Interop;

namespace Sige.Devices;

/// <summary>Puts values into descriptors and lets a scope hold the buffers behind them.</summary>
internal static class Arguments
{
    /// <summary>Describes a tensor; none gives a descriptor of zeros.</summary>
    internal static SigeTensor Describe(ref this HandleScope scope, in DeviceTensor tensor)
        => tensor.IsNone ? default : tensor.ToNative(scope.Hold(tensor.Buffer?.Handle));

    /// <summary>Describes scale, shift and activation; identity gives a descriptor of zeros.</summary>
    internal static SigeAffine Describe(ref this HandleScope scope, in Affine affine)
    {
        return affine.IsIdentity
            ? default
            : affine.ToNative(scope.Hold(affine.Scale?.Handle), scope.Hold(affine.Shift?.Handle));
    }

    /// <summary>The set's handle, or the one that stands for null.</summary>
    internal static SigeActiveSetHandle HandleOrNull(this ActiveSet? active) => active?.Handle ?? SigeActiveSetHandle.Null;

    /// <summary>The buffer's handle, or the one that stands for null.</summary>
    internal static SigeBufferHandle HandleOrNull(this DeviceBuffer? buffer) => buffer?.Handle ?? SigeBufferHandle.Null;
}
