using System.Runtime.CompilerServices;
using Sige.Devices;

namespace Sige.Sessions;

/// <summary>Lets one call at a time work on an object that holds a session, and refuses every other one.</summary>
/// <remarks>
/// Refusing beats taking turns: an edit and the reading of its picture are two calls, so with turns another thread's edit would slip
/// between them and nobody would see why the picture is wrong. A lock would also let a progress callback back in on its own thread.
/// </remarks>
/// <param name="owner">The object's type, for messages.</param>
internal sealed class ExclusiveUse(string owner)
{
    /// <summary>The state of an object that was let go of; otherwise the state is the name of the call that runs, or null.</summary>
    private const string Disposed = nameof(IDisposable.Dispose);

    private string? _state;
    private Queue? _queue;
    private int _failures;

    /// <summary>Lets calls end with the first work that fails on a queue: what it was to write, the object holds.</summary>
    /// <param name="queue">The object's.</param>
    public void Watch(Queue queue) => (_queue, _failures) = (queue, queue.Failures);

    /// <summary>Begins a call, which ends when the result is disposed of.</summary>
    /// <param name="call">Its name, for messages.</param>
    /// <exception cref="InvalidOperationException">Another call runs.</exception>
    /// <exception cref="ObjectDisposedException">The object was let go of.</exception>
    /// <exception cref="SigeException">Work that the queue was handed has failed since.</exception>
    public Call Begin([CallerMemberName] string call = "")
    {
        string? state = Interlocked.CompareExchange(ref _state, call, null);
        if (ReferenceEquals(state, Disposed))
            throw new ObjectDisposedException(owner);
        if (state is not null)
            throw Busy(call, state);
        if (_queue is { } queue && queue.Failures != _failures)
        {
            Volatile.Write(ref _state, null);
            throw new SigeException(
                SigeErrorKind.DeviceUnavailable, $"Earlier work of the device failed, so what this {owner} holds is unknown: make another one and record again.");
        }

        return new Call(this);
    }

    /// <summary>Ends the use of the object for good.</summary>
    /// <returns>Whether the caller is the first, and so lets go of what the object holds.</returns>
    /// <exception cref="InvalidOperationException">A call runs.</exception>
    public bool TryEnd()
    {
        string? state = Interlocked.CompareExchange(ref _state, Disposed, null);
        return state is null || (ReferenceEquals(state, Disposed) ? false : throw Busy(Disposed, state));
    }

    private InvalidOperationException Busy(string call, string running) => new(
        $"{owner}.{call} was called while {running} runs, in another thread or in a progress callback. One call at a time: "
        + "put a lock around calls that belong together, or wait for the running one; a cancellation token ends it early.");

    /// <summary>A call that runs.</summary>
    public readonly ref struct Call(ExclusiveUse use)
    {
        /// <summary>Lets the next call in.</summary>
        public void Dispose() => Volatile.Write(ref use._state, null);
    }
}
