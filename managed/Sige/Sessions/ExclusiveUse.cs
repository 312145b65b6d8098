using System.Runtime.CompilerServices;

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

    /// <summary>Begins a call, which ends when the result is disposed of.</summary>
    /// <param name="call">Its name, for messages.</param>
    /// <exception cref="InvalidOperationException">Another call runs.</exception>
    /// <exception cref="ObjectDisposedException">The object was let go of.</exception>
    public Call Begin([CallerMemberName] string call = "")
    {
        string? state = Interlocked.CompareExchange(ref _state, call, null);
        if (ReferenceEquals(state, Disposed))
            throw new ObjectDisposedException(owner);
        return state is null ? new Call(this) : throw Busy(call, state);
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
