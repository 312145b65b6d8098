using Sige.Devices;
using Sige.Sessions;
using Sige.Tests.Sessions;

namespace Sige.DoubleHost.Sessions;

/// <summary>Calls of a session, each of which may meet a fault.</summary>
internal sealed class FaultyScene
{
    private readonly DeviceKind _device;
    private readonly CachedCase _network;
    private readonly SessionInput[][] _edits;
    private readonly float[][] _expected;

    public FaultyScene(DeviceKind device, CachedCase network)
    {
        (_device, _network) = (device, network);
        _edits = [network.Edited(0, network.Mask((8, 16, 4, 4))), network.Edited(0, network.Mask((16, 32, 4, 4))), network.Edited(0, network.Mask((5, 3, 9, 7)))];
        using var engine = Engine.Open(device);
        using IncrementalSession session = Make(engine);
        _expected = [.. Calls(session).Select(call =>
        {
            call();
            return Read(session);
        })];
    }

    /// <summary>Makes the call again that fails; where work failed that had been handed in before, the session says so, and another one goes on. False if no fault was met.</summary>
    public bool Repeat(Fault fault, ulong place)
    {
        using var engine = Engine.Open(_device);
        fault.Arm(place);
        try
        {
            IncrementalSession? session = null;
            bool isMet = false;
            try
            {
                session = Insist(() => Make(engine), ref isMet);
                Run(session, $"{fault.Name} {place}", ref isMet);
            }
            catch (SigeException lost) when (isMet && lost.Kind == SigeErrorKind.DeviceUnavailable)
            {
                CheckFailedException.Require(fault.IsOfWork, $"{fault.Name} {place} loses a session: {lost.Message}");
                session!.Dispose();
                session = Make(engine);
                Run(session, $"{fault.Name} {place}, another session", ref isMet);
            }
            finally
            {
                session?.Dispose();
            }

            return isMet;
        }
        finally
        {
            fault.Disarm();
        }
    }

    private void Run(IncrementalSession session, string name, ref bool isMet)
    {
        int i = 0;
        foreach (Action call in Calls(session))
        {
            Insist(
                () =>
                {
                    call();
                    return true;
                },
                ref isMet);
            float[] found = Insist(() => Read(session), ref isMet);
            CheckFailedException.Require(found.AsSpan().SequenceEqual(_expected[i]), $"{name} leaves other values after call {i}");
            i++;
        }
    }

    /// <summary>Goes on after the device is lost. False if it was not.</summary>
    public bool Lose(Fault fault, ulong place)
    {
        using var engine = Engine.Open(_device);
        using IncrementalSession session = Make(engine);
        fault.Arm(place);
        try
        {
            bool isLost = Calls(session).Append(() => Read(session)).Any(call => KindOf(call) == SigeErrorKind.DeviceUnavailable);
            SigeErrorKind? kind = isLost ? KindOf(() => session.Record(_network.Recorded(0))) : null;
            CheckFailedException.Require(!isLost || kind == SigeErrorKind.DeviceUnavailable, $"{fault.Name} {place}: recording says {kind} of a device that is lost");
            return isLost;
        }
        finally
        {
            fault.Disarm();
        }
    }

    private static SigeErrorKind? KindOf(Action call)
    {
        try
        {
            call();
            return null;
        }
        catch (SigeException failure)
        {
            return failure.Kind;
        }
    }

    private static T Insist<T>(Func<T> call, ref bool isMet)
    {
        try
        {
            return call();
        }
        catch (SigeException) when (!isMet)
        {
            isMet = true;
            return call();
        }
    }

    private IncrementalSession Make(Engine engine) => new(engine, _network.Graph(), _network.Session);

    /// <summary>A shape that comes again is captured, then launched as one.</summary>
    private IEnumerable<Action> Calls(IncrementalSession session) =>
        [() => session.Record(_network.Recorded(0)), .. new[] { 0, 1, 0, 2 }.Select<int, Action>(edit => () => session.Edit(_edits[edit])), session.Revert, () => session.Edit(_edits[1])];

    private float[] Read(IncrementalSession session)
    {
        var output = new float[_network.Graph().Outputs[0].Value.Shape.ElementCount];
        session.Outputs.Read(output);
        return output;
    }
}
