using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Sige.Interop;

/// <summary>
/// Keeps the objects behind plain addresses in a descriptor alive and open while a call runs. Lives on the stack and allocates
/// nothing.
/// </summary>
internal ref struct HandleScope : IDisposable
{
    private const int Capacity = 12;
    private Handles _handles;
    private int _count;

    /// <summary>Holds a handle until the scope ends.</summary>
    /// <param name="handle">The handle, or null.</param>
    /// <returns>Its address, or zero.</returns>
    /// <exception cref="ObjectDisposedException">The object has been let go of.</exception>
    internal nint Hold(SafeHandle? handle)
    {
        if (handle is null)
            return 0;
        var held = false;
        handle.DangerousAddRef(ref held);
        _handles[_count++] = handle;
        return handle.DangerousGetHandle();
    }

    /// <summary>Lets go of all handles.</summary>
    public void Dispose()
    {
        for (; _count > 0; _count--)
            _handles[_count - 1]!.DangerousRelease();
    }

    [InlineArray(Capacity)]
    private struct Handles
    {
        private SafeHandle? _first;
    }
}
