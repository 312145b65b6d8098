using Sige.Devices;
using Sige.Sessions;
using Sige.Tests.Sessions;

namespace Sige.DoubleHost.Checks;

/// <summary>Where activations are float16 a session takes about half of what it takes in float32, and what was predicted.</summary>
internal static class StorageMemory
{
    private const int Slots = 2;

    // Inputs, outputs, statistics and what depends on conditions alone stay as they are.
    private const double LargestShare = 0.65;

    public static string Check(DeviceKind device, string network)
    {
        CachedCase edited = CachedCase.Of(network);
        using var engine = Engine.Open(device);
        CachedSessionOptions options = new() { Session = edited.Session, Precision = CachePrecision.Float32 };
        long half = Activations(engine, edited, options);
        long full = Activations(engine, edited, options with { Session = edited.Session with { Precision = ComputePrecision.Float32 } });
        string found = $"activations take {half} bytes, {full} in float32";
        CheckFailedException.Require(half < LargestShare * full, found);
        return found;
    }

    /// <summary>What activations take in the session, which is what was predicted of it.</summary>
    private static long Activations(Engine engine, CachedCase edited, CachedSessionOptions options)
    {
        CachePrediction predicted = CachedSession.Predict(edited.Graph(), Slots, options, engine.Options);
        using var session = new CachedSession(engine, edited.Graph(), Slots, options);
        byte[] mask = edited.Mask((8, 16, 4, 4));
        for (int slot = 0; slot < Slots; slot++)
            session.Record(slot, edited.Recorded(slot));
        session.SetChanges(mask);
        session.Edit(0, edited.Edited(0, mask));
        (MemoryReport expected, MemoryReport found) = (predicted.Memory, session.Memory);
        CheckFailedException.Require(found with { Log = 0, ActiveSets = 0 } == expected, $"{found} where {expected} was predicted");
        CachePrecision stored = options.Session.Precision is null ? CachePrecision.Float16 : options.Precision;
        CheckFailedException.Require((predicted.Precision, session.Cache.Precision) == (stored, stored), $"a cache is not said to be in {stored}");
        long log = predicted.PredictEdit(mask).LogBytes;
        CheckFailedException.Require(found.Log == log, $"the log takes {found.Log} bytes where {log} were predicted");
        return found.Recorded + found.Transient + found.Cache;
    }
}
