using System.Runtime.CompilerServices;
using Sige.Interop;

namespace Sige.Devices;

/// <summary>Memory of a device.</summary>
public sealed unsafe class DeviceBuffer : IDisposable
{
    /// <summary>Allocates zeroed memory, aligned to 64 bytes.</summary>
    /// <param name="device">The device.</param>
    /// <param name="bytes">How many bytes; 0 is allowed.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="bytes"/> is negative.</exception>
    /// <exception cref="SigeException">There is not as much memory.</exception>
    public DeviceBuffer(Device device, long bytes)
    {
        ArgumentNullException.ThrowIfNull(device);
        ArgumentOutOfRangeException.ThrowIfNegative(bytes);
        NativeMethods.BufferCreate(device.Handle, (ulong)bytes, out var handle).Check();
        Handle = handle;
        Bytes = bytes;
    }

    private DeviceBuffer(SigeBufferHandle handle, long bytes)
    {
        Handle = handle;
        Bytes = bytes;
    }

    /// <summary>Size in bytes.</summary>
    public long Bytes { get; }

    internal SigeBufferHandle Handle { get; }

    /// <summary>Makes a buffer of memory that the caller owns and keeps until the buffer is gone.</summary>
    /// <param name="device">The device.</param>
    /// <param name="memory">An address aligned to 4 bytes, a CUdeviceptr or an MTLBuffer.</param>
    /// <param name="bytes">Its size in bytes.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="bytes"/> is negative.</exception>
    /// <exception cref="SigeException">The memory is null or misaligned.</exception>
    public static DeviceBuffer Wrap(Device device, nint memory, long bytes)
    {
        ArgumentNullException.ThrowIfNull(device);
        ArgumentOutOfRangeException.ThrowIfNegative(bytes);
        NativeMethods.BufferWrap(device.Handle, (void*)memory, (ulong)bytes, out var handle).Check();
        return new DeviceBuffer(handle, bytes);
    }

    /// <summary>Copies from the host; <paramref name="source"/> may be reused at once.</summary>
    /// <typeparam name="T">Type of an element.</typeparam>
    /// <param name="queue">The queue.</param>
    /// <param name="source">What to copy.</param>
    /// <param name="offset">First byte written.</param>
    /// <exception cref="SigeException">The range leaves the buffer.</exception>
    public void Write<T>(Queue queue, ReadOnlySpan<T> source, long offset = 0)
        where T : unmanaged
    {
        ArgumentNullException.ThrowIfNull(queue);
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        fixed (T* from = source)
            NativeMethods.BufferWrite(queue.Handle, Handle, (ulong)offset, from, ByteCount<T>(source.Length)).Check();
    }

    /// <summary>Copies to the host; waits for the work before it.</summary>
    /// <typeparam name="T">Type of an element.</typeparam>
    /// <param name="queue">The queue.</param>
    /// <param name="destination">Where to copy to.</param>
    /// <param name="offset">First byte read.</param>
    /// <exception cref="SigeException">The range leaves the buffer.</exception>
    public void Read<T>(Queue queue, Span<T> destination, long offset = 0)
        where T : unmanaged
    {
        ArgumentNullException.ThrowIfNull(queue);
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        fixed (T* to = destination)
            queue.CheckWork(NativeMethods.BufferRead(queue.Handle, Handle, (ulong)offset, to, ByteCount<T>(destination.Length)));
    }

    /// <summary>Copies to another buffer of the device; the ranges may not overlap.</summary>
    /// <param name="queue">The queue.</param>
    /// <param name="offset">First byte read.</param>
    /// <param name="destination">Where to copy to.</param>
    /// <param name="destinationOffset">First byte written.</param>
    /// <param name="bytes">How many.</param>
    /// <exception cref="SigeException">A range leaves its buffer.</exception>
    public void CopyTo(Queue queue, long offset, DeviceBuffer destination, long destinationOffset, long bytes)
    {
        ArgumentNullException.ThrowIfNull(queue);
        ArgumentNullException.ThrowIfNull(destination);
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        ArgumentOutOfRangeException.ThrowIfNegative(destinationOffset);
        ArgumentOutOfRangeException.ThrowIfNegative(bytes);
        NativeMethods.BufferCopy(
            queue.Handle, Handle, (ulong)offset, destination.Handle, (ulong)destinationOffset, (ulong)bytes).Check();
    }

    /// <inheritdoc/>
    public void Dispose() => Handle.Dispose();

    private static ulong ByteCount<T>(int count) => (ulong)count * (ulong)Unsafe.SizeOf<T>();
}
