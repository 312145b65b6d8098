using System.Runtime.CompilerServices;
using Sige.Interop;

namespace Sige.Devices;

/// <summary>A tensor as an argument of one call: its descriptor, with the buffer held until the end of the using block.</summary>
internal readonly unsafe ref struct TensorArgument : IDisposable
{
    private readonly SigeTensor _native;
    private readonly SigeBufferHandle? _buffer;

    internal TensorArgument(in DeviceTensor tensor)
    {
        if (tensor.Buffer is not { } buffer)
            throw new ArgumentException("The tensor has no memory.");
        var held = false;
        buffer.Handle.DangerousAddRef(ref held);
        _buffer = buffer.Handle;
        _native = tensor.ToNative(_buffer.DangerousGetHandle());
    }

    /// <summary>Address of the descriptor until the end of the using block; a ref struct stays where it is on the stack.</summary>
    internal SigeTensor* Pointer => (SigeTensor*)Unsafe.AsPointer(ref Unsafe.AsRef(in _native));

    /// <summary>As <see cref="Pointer"/>, but null for the default value, which stands for no tensor.</summary>
    internal SigeTensor* PointerOrNull => _buffer is null ? null : Pointer;

    /// <summary>Lets go of the buffer.</summary>
    public void Dispose() => _buffer?.DangerousRelease();
}
