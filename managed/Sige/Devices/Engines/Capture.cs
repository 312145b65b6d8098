using Sige.Interop;

namespace Sige.Devices;

/// <summary>Calls of a queue that were noted, to be run again and again as one. What the calls use must outlive it.</summary>
internal sealed unsafe class Capture : IDisposable
{
    private readonly Queue _queue;
    private readonly SigeCaptureHandle _handle;

    private Capture(Queue queue, SigeCaptureHandle handle) => (_queue, _handle) = (queue, handle);

    /// <summary>
    /// Whether it can be launched: the active sets that it uses are on the device with as many pixels as it was made for, if they are other
    /// pixels.
    /// </summary>
    public bool IsCurrent
    {
        get
        {
            var info = SigeCaptureInfo.Create();
            NativeMethods.CaptureQuery(_handle, &info).Check();
            return info.IsCurrent != 0;
        }
    }

    /// <summary>Notes calls; none of them runs. Active sets that they use are on the device.</summary>
    /// <param name="queue">The queue that the calls are of.</param>
    /// <param name="calls">Calls operators and records events; neither reads, writes nor waits.</param>
    /// <exception cref="SigeException">A call failed, or the device took no capture; the queue is as before.</exception>
    public static Capture Of(Queue queue, Action calls)
    {
        NativeMethods.CaptureBegin(queue.Handle).Check();
        try
        {
            calls();
        }
        catch
        {
            if (NativeMethods.CaptureEnd(queue.Handle, out SigeCaptureHandle unwanted) == SigeStatus.Ok)
                unwanted.Dispose();
            throw;
        }

        NativeMethods.CaptureEnd(queue.Handle, out SigeCaptureHandle handle).Check();
        return new Capture(queue, handle);
    }

    /// <summary>Runs the calls behind the work that the queue has so far.</summary>
    /// <exception cref="SigeException">It is not current, or the device failed; none of the calls runs.</exception>
    public void Launch() => NativeMethods.CaptureLaunch(_queue.Handle, _handle).Check();

    /// <inheritdoc/>
    public void Dispose() => _handle.Dispose();
}
