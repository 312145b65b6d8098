using System.Runtime.CompilerServices;
using Sige.Interop;

namespace Sige.Devices;

/// <summary>Scale, shift and activation as an argument of one call, with the buffers held until the end of the using block.</summary>
internal readonly unsafe ref struct AffineArgument : IDisposable
{
    private readonly SigeAffine _native;
    private readonly SigeBufferHandle? _scale;
    private readonly SigeBufferHandle? _shift;

    internal AffineArgument(in Affine affine)
    {
        _scale = Hold(affine.Scale);
        try
        {
            _shift = Hold(affine.Shift);
        }
        catch (ObjectDisposedException)
        {
            _scale?.DangerousRelease();
            throw;
        }

        _native = affine.ToNative(_scale?.DangerousGetHandle() ?? 0, _shift?.DangerousGetHandle() ?? 0);
    }

    /// <summary>Address of the descriptor until the end of the using block; a ref struct stays where it is on the stack.</summary>
    internal SigeAffine* Pointer => (SigeAffine*)Unsafe.AsPointer(ref Unsafe.AsRef(in _native));

    /// <summary>As <see cref="Pointer"/>, but null when values stay as they are.</summary>
    internal SigeAffine* PointerOrNull
        => _scale is null && _shift is null && _native.Activation == SigeActivation.None ? null : Pointer;

    /// <summary>Lets go of the buffers.</summary>
    public void Dispose()
    {
        _scale?.DangerousRelease();
        _shift?.DangerousRelease();
    }

    private static SigeBufferHandle? Hold(DeviceBuffer? buffer)
    {
        if (buffer is null)
            return null;
        var held = false;
        buffer.Handle.DangerousAddRef(ref held);
        return buffer.Handle;
    }
}
