using Sige.Devices;

namespace Sige.Sessions;

/// <summary>
/// Takes the times of a run's steps by the device's clock: enqueueing a step is not running it. Its events serve run after run; the times
/// are read when a report wants them, since that waits for the device.
/// </summary>
internal sealed class StepClock : IDisposable
{
    private readonly Queue _queue;
    private readonly QueueEvent[] _events;
    private readonly QueueEvent[] _ready;
    private readonly bool[] _kept;
    private RunLog? _log;
    private int _marked;

    /// <summary>Makes the events.</summary>
    /// <param name="engine">Runs the steps.</param>
    /// <param name="steps">How many there are.</param>
    public StepClock(Engine engine, int steps)
    {
        _queue = engine.Queue;
        _events = new QueueEvent[steps + 1];
        for (int i = 0; i < _events.Length; i++)
            _events[i] = new QueueEvent(engine.Device);
        _ready = new QueueEvent[steps];
        for (int i = 0; i < steps; i++)
            _ready[i] = new QueueEvent(engine.Device);
        _kept = new bool[steps];
    }

    /// <summary>For each step of the run whether <see cref="MarkKept"/> was called in it.</summary>
    public ReadOnlySpan<bool> Kept => _kept;

    /// <summary>Begins a run. The times of the run before are lost, unless it has a log of its own.</summary>
    public void Begin(RunLog log)
    {
        Take(log, marked: 0);
        Array.Clear(_kept);
        _events[0].Record(_queue);
    }

    /// <summary>Begins and ends a run whose events a capture records.</summary>
    /// <param name="log">Is given the times.</param>
    /// <param name="kept">What <see cref="Kept"/> was when it was captured.</param>
    public void Repeat(RunLog log, ReadOnlySpan<bool> kept)
    {
        Take(log, marked: kept.Length);
        kept.CopyTo(_kept);
    }

    /// <summary>Says that what the next step keeps of old pixels, and loads, is enqueued: what follows is the step itself.</summary>
    public void MarkKept()
    {
        _ready[_marked].Record(_queue);
        _kept[_marked] = true;
    }

    /// <summary>Says that the next step is enqueued.</summary>
    public void Mark() => _events[++_marked].Record(_queue);

    /// <summary>Gives a log the times of its run, if it has not got them; waits for the device.</summary>
    public void Settle(RunLog log)
    {
        if (_log != log)
            return;
        for (int i = 0; i < _marked; i++)
        {
            log.Times[i] = _events[i + 1].Since(_events[i]);
            log.Keeping[i] = _kept[i] ? _ready[i].Since(_events[i]) : TimeSpan.Zero;
        }

        _log = null;
    }

    public void Dispose()
    {
        foreach (QueueEvent moment in _events)
            moment.Dispose();
        foreach (QueueEvent moment in _ready)
            moment.Dispose();
    }

    private void Take(RunLog log, int marked)
    {
        if (_log is { } before && before != log)
            Settle(before);
        (_log, _marked) = (log, marked);
    }
}
