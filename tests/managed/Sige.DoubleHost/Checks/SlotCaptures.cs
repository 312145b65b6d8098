using Sige.Devices;
using Sige.Sessions;
using Sige.Tests.Sessions;

namespace Sige.DoubleHost.Checks;

/// <summary>
/// An edit of a slot whose shape came to it before is launched as a whole, as each step of a diffusion's second edit is: the same bits, one
/// upload, one launch. What was captured of a slot is not taken for another recording of it. A fault leaves a session that edits.
/// </summary>
internal static class SlotCaptures
{
    private const int Slots = 2;

    // To capture an edit of each slot: it is begun, ended and made a graph.
    private const ulong CallsOfCaptures = 3 * Slots;

    // Calls of the driver in an edit that is launched: a context is made current and left for each call of the interface.
    private const ulong MostCalls = 30;

    public static string Check(string network)
    {
        CachedCase edited = CachedCase.Of(network);
        // Two of one shape, moved by whole tiles of each sparse resolution, and one of another.
        byte[][] masks = [edited.Mask((8, 16, 4, 4)), edited.Mask((16, 32, 4, 4)), edited.Mask((5, 3, 9, 7))];
        float[][][] expected = [.. masks.Select(mask => Alone(edited, mask))];
        string found;
        using (var engine = Engine.Open(DeviceKind.Cuda))
        using (var edits = new Edits(engine, edited, masks, expected))
        {
            foreach (int edit in (int[])[0, 0, 1, 0, 2, 2, 1, 0, 0])
                edits.Run(edit);
            found = edits.RunCounted(0);
            edits.RecordAnew();
        }

        CaptureFaults.Each(CallsOfCaptures, (which, nth) =>
        {
            using var engine = Engine.Open(DeviceKind.Cuda);
            using var edits = new Edits(engine, edited, masks, expected);
            edits.Fail(which, nth);
        });
        CaptureFaults.RequireNothingLeft();
        return found;
    }

    /// <summary>The outputs of the slots' edits, in a session that makes no other.</summary>
    private static float[][] Alone(CachedCase edited, byte[] mask)
    {
        using var engine = Engine.Open(DeviceKind.Cuda);
        using CachedSession session = Recorded(engine, edited);
        session.SetChanges(mask);
        var outputs = new float[Slots][];
        for (int slot = 0; slot < Slots; slot++)
        {
            session.Edit(slot, edited.Edited(slot, mask));
            outputs[slot] = new float[edited.Graph().Outputs[0].Value.Shape.ElementCount];
            session.Outputs.Read(outputs[slot]);
        }

        return outputs;
    }

    private static CachedSession Recorded(Engine engine, CachedCase edited)
    {
        var session = new CachedSession(engine, edited.Graph(), Slots, new CachedSessionOptions { Session = edited.Session });
        for (int slot = 0; slot < Slots; slot++)
            session.Record(slot, edited.Recorded(slot));
        return session;
    }

    private sealed class Edits(Engine engine, CachedCase edited, byte[][] masks, float[][][] expected) : IDisposable
    {
        private readonly CachedSession _session = Recorded(engine, edited);
        private readonly float[] _output = new float[expected[0][0].Length];

        public void Run(int edit)
        {
            _session.SetChanges(masks[edit]);
            for (int slot = 0; slot < Slots; slot++)
            {
                FinishedRun run = _session.Edit(slot, edited.Edited(slot, masks[edit]));
                Require(expected[edit][slot], $"edit {edit} of slot {slot}");
                CheckFailedException.Require(run.Times.Convolutions > TimeSpan.Zero, $"edit {edit} of slot {slot} has no time of its convolutions");
            }
        }

        public string RunCounted(int edit)
        {
            _session.SetChanges(masks[edit]);
            string found = "";
            for (int slot = 0; slot < Slots; slot++)
            {
                SessionInput[] inputs = edited.Edited(slot, masks[edit]);
                DriverCounts before = CudaDouble.Counts;
                CudaDouble.Reset();
                _session.Edit(slot, inputs);
                DriverCounts made = CudaDouble.Counts;
                found = $"an edit of a slot is {made.Copies} copies, {made.GraphLaunches} launches of graphs, {made.Synchronizations} synchronisations and {made.Calls} calls of the driver";
                CheckFailedException.Require(
                    made is { Copies: 1, GraphLaunches: 1, Synchronizations: 0 } && made.Calls <= MostCalls && made.Allocations == before.Allocations && made.HostAllocations == before.HostAllocations,
                    found);
                Require(expected[edit][slot], $"counted edit {edit} of slot {slot}");
            }

            return found;
        }

        /// <summary>A recording that takes the place of a captured one, in the same memory and in other.</summary>
        public void RecordAnew()
        {
            _session.Record(0, edited.Recorded(1));
            _session.SetChanges(masks[0]);
            for (int i = 0; i < 3; i++)
            {
                _session.Edit(0, edited.Edited(1, masks[0]));
                Require(expected[0][1], "an edit of another recording");
            }

            _session.Forget(0);
            _session.Forget(1);
            _session.Record(1, edited.Recorded(0));
            _session.Record(0, edited.Recorded(0));
            for (int i = 0; i < 3; i++)
            {
                _session.Edit(0, edited.Edited(0, masks[0]));
                Require(expected[0][0], "an edit of a recording elsewhere");
            }
        }

        /// <summary>Something fails as edits that were made once, or are captured, are made again; the session edits on.</summary>
        public void Fail(DriverEvent which, ulong nth)
        {
            for (int i = which == DriverEvent.Capture ? 1 : 2; i > 0; i--)
                Run(0);
            CaptureFaults.RequireFailure(which, nth, () =>
            {
                for (int i = 0; i < 3; i++)
                    Run(i % 2);
            });
            for (int i = 0; i < 3; i++)
                Run(i % 2);
        }

        public void Dispose() => _session.Dispose();

        private void Require(float[] wanted, string what)
        {
            _session.Outputs.Read(_output);
            CheckFailedException.Require(_output.AsSpan().SequenceEqual(wanted), $"{what}: other bits");
        }
    }
}
