using Sige.Interop;

namespace Sige.Devices;

/// <summary>A moment in a queue's work.</summary>
internal sealed unsafe class QueueEvent : IDisposable
{
    private readonly SigeEventHandle _handle;

    /// <summary>Makes an event.</summary>
    /// <param name="device">The device of the queues that it is for.</param>
    public QueueEvent(Device device) => NativeMethods.EventCreate(device.Handle, out _handle).Check();

    /// <summary>Puts the event behind the work that a queue has so far; it may be recorded again.</summary>
    /// <param name="queue">The queue.</param>
    public void Record(Queue queue) => NativeMethods.EventRecord(queue.Handle, _handle).Check();

    /// <summary>Gives the time that passed since an earlier event; waits for the work before both.</summary>
    /// <param name="earlier">The earlier event.</param>
    public TimeSpan Since(QueueEvent earlier)
    {
        double seconds;
        NativeMethods.EventElapsed(earlier._handle, _handle, &seconds).Check();
        return TimeSpan.FromSeconds(seconds);
    }

    /// <inheritdoc/>
    public void Dispose() => _handle.Dispose();
}
