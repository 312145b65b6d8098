using Sige.Devices;
using Sige.DoubleHost.Sessions;
using Sige.Sessions;
using Sige.Tests.Sessions;

namespace Sige.DoubleHost.Checks;

/// <summary>
/// What holds of sessions holds where activations are float16: an empty edit and one that is undone leave every bit, an edit of all pixels is the
/// dense run, another session gives the same bits. What is float16 is cached as it is, so every cache gives the same bits, too.
/// </summary>
internal static class StorageLaws
{
    // Of an edit of all pixels against the dense run, of the largest value: sums of statistics are brought up to date in another order.
    private const float Tolerance = 2e-3f;

    public static string Check(DeviceKind device, string session, string network)
    {
        CachedCase edited = CachedCase.Of(network);
        byte[][] masks = [new byte[edited.Size.PixelCount], edited.Mask((8, 16, 4, 4)), edited.Mask((0, 0, edited.Size.H, edited.Size.W))];
        using var engine = Engine.Open(device);
        return session switch
        {
            "incremental" => CheckInPlace(engine, edited, masks),
            "cached" => CheckCaches(engine, edited, masks),
            _ => throw new ArgumentException($"There are no laws of '{session}'."),
        };
    }

    private static string CheckInPlace(Engine engine, CachedCase edited, byte[][] masks)
    {
        (float[] recorded, float[] dense) = (Record(engine, edited, edited.Recorded(0)), Record(engine, edited, edited.Edited(0, masks[2])));
        using var session = new IncrementalSession(engine, edited.Graph(), edited.Session);
        session.Record(edited.Recorded(0));
        Require(recorded, Read(session.Outputs, edited), "another session");
        session.Edit(edited.Edited(0, masks[0]));
        Require(recorded, Read(session.Outputs, edited), "an empty edit");
        session.Edit(edited.Edited(0, masks[1]));
        float[] first = Read(session.Outputs, edited);
        CheckFailedException.Require(!first.AsSpan().SequenceEqual(recorded), "an edit changes nothing");
        session.Edit(edited.Edited(0, masks[2]));
        RequireNear(dense, Read(session.Outputs, edited), "an edit of all pixels");
        session.Revert();
        Require(recorded, Read(session.Outputs, edited), "revert");
        session.Edit(edited.Edited(0, masks[1]));
        Require(first, Read(session.Outputs, edited), "the first edit again");
        session.Commit();
        session.Edit(edited.Edited(0, masks[2]));
        session.Revert();
        Require(first, Read(session.Outputs, edited), "revert to what was committed");
        return "edits, revert and commit keep their laws";
    }

    private static string CheckCaches(Engine engine, CachedCase edited, byte[][] masks)
    {
        CachedSessionOptions half = new() { Session = edited.Session, Precision = CachePrecision.Float16 };
        (string Name, CachedSessionOptions Options)[] caches =
        [
            ("float16", half),
            ("float32", half with { Precision = CachePrecision.Float32 }),
            ("spilled", half with { BudgetBytes = 0, SpillDirectory = Path.GetTempPath() }),
        ];
        float[] recorded = Record(engine, edited, edited.Recorded(0)), dense = Record(engine, edited, edited.Edited(0, masks[2]));
        float[]? expected = null;
        foreach ((string name, CachedSessionOptions options) in caches)
        {
            using var session = new CachedSession(engine, edited.Graph(), slots: 1, options);
            session.Record(0, edited.Recorded(0));
            Require(recorded, Edit(session, edited, masks[0]), $"an empty edit from the {name} cache");
            float[] first = Edit(session, edited, masks[1]);
            expected ??= first;
            Require(expected, first, $"an edit from the {name} cache");
            RequireNear(dense, Edit(session, edited, masks[2]), $"an edit of all pixels from the {name} cache");
            Require(expected, Edit(session, edited, masks[1]), $"an edit again from the {name} cache");
        }

        return $"{caches.Length} caches give the same bits";
    }

    private static float[] Record(Engine engine, CachedCase edited, SessionInput[] inputs)
    {
        using var session = new IncrementalSession(engine, edited.Graph(), edited.Session);
        session.Record(inputs);
        return Read(session.Outputs, edited);
    }

    private static float[] Edit(CachedSession session, CachedCase edited, byte[] mask)
    {
        session.SetChanges(mask);
        session.Edit(0, edited.Edited(0, mask));
        return Read(session.Outputs, edited);
    }

    private static float[] Read(SessionOutputs outputs, CachedCase edited)
    {
        var output = new float[edited.Graph().Outputs[0].Value.Shape.ElementCount];
        outputs.Read(output);
        return output;
    }

    private static void Require(float[] expected, float[] found, string what) =>
        CheckFailedException.Require(expected.AsSpan().SequenceEqual(found), $"{what}: other bits");

    private static void RequireNear(float[] expected, float[] found, string what)
    {
        float error = expected.Zip(found, (x, y) => Math.Abs(x - y)).Max() / expected.Max(Math.Abs);
        CheckFailedException.Require(error <= Tolerance, $"{what}: off by {error:g3} of the largest value");
    }
}
