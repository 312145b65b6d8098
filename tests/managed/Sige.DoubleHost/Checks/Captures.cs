using Sige.Devices;
using Sige.Sessions;
using Sige.Tests.Sessions;

namespace Sige.DoubleHost.Checks;

/// <summary>
/// An edit of a shape that came before is launched as a whole: the same bits, one upload, two launches of graphs, one for the pixels of the edit
/// before, one synchronisation. A fault leaves the session as it was.
/// </summary>
internal static class Captures
{
    // To capture an edit, its undoing and its running again: each is begun, ended and made a graph.
    private const ulong CallsOfCaptures = 9;

    // Of the masks: the first two are one shape.
    private const int Masks = 3;

    // Behind the edits of the masks, by their number, come edits of the same pixels with other values.
    private const int Again = Masks;

    // Calls of the driver in an edit that is launched: a context is made current and left for each call of the interface.
    private const ulong MostCalls = 40;

    public static string Check(string session, string network)
    {
        if (session != "incremental")
            throw new ArgumentException($"There are no captures of '{session}'.");
        CachedCase edited = CachedCase.Of(network);
        // Two of one shape, moved by whole tiles of each sparse resolution, and one of another.
        byte[][] masks = [edited.Mask((8, 16, 4, 4)), edited.Mask((16, 32, 4, 4)), edited.Mask((5, 3, 9, 7))];
        SessionInput[][] inputs = [.. Enumerable.Range(0, 2 * Masks).Select(edit => edited.Edited(0, masks[edit % Masks], variant: edit / Masks))];
        float[][] expected = [.. inputs.Select(input => Alone(edited, input))];
        string found;
        using (var engine = Engine.Open(DeviceKind.Cuda))
        using (var edits = new Edits(engine, edited, inputs, expected))
        {
            foreach (int edit in (int[])[0, 0 + Again, 1, 0, 0 + Again, 0, 2, 1, 1 + Again, 2, 2 + Again, 2, 2, 0])
                edits.Run(edit);
            edits.Revert();
            edits.Run(0);
            edits.Run(0 + Again);
            edits.Run(1);
            found = $"{edits.RunCounted(0, launches: 2)}; of the same pixels {edits.RunCounted(0 + Again, launches: 1)}";
            edits.Commit(1);
        }

        CaptureFaults.Each(CallsOfCaptures, (which, nth) =>
        {
            using var engine = Engine.Open(DeviceKind.Cuda);
            using var edits = new Edits(engine, edited, inputs, expected);
            edits.Fail(which, nth);
        });
        CaptureFaults.RequireNothingLeft();
        return found;
    }

    /// <summary>An edit's output, of a session that makes no other.</summary>
    private static float[] Alone(CachedCase edited, SessionInput[] inputs)
    {
        using var engine = Engine.Open(DeviceKind.Cuda);
        using var session = new IncrementalSession(engine, edited.Graph(), edited.Session);
        session.Record(edited.Recorded(0));
        session.Edit(inputs);
        return Read(session, edited);
    }

    private static float[] Read(IncrementalSession session, CachedCase edited)
    {
        var output = new float[edited.Graph().Outputs[0].Value.Shape.ElementCount];
        session.Outputs.Read(output);
        return output;
    }

    private sealed class Edits : IDisposable
    {
        private readonly IncrementalSession _session;
        private readonly SessionInput[][] _inputs;
        private readonly float[][] _expected;
        private readonly float[] _recorded;
        private readonly float[] _output;

        public Edits(Engine engine, CachedCase edited, SessionInput[][] inputs, float[][] expected)
        {
            _session = new IncrementalSession(engine, edited.Graph(), edited.Session);
            _session.Record(edited.Recorded(0));
            _recorded = Read(_session, edited);
            _output = new float[_recorded.Length];
            (_inputs, _expected) = (inputs, expected);
        }

        public void Run(int edit)
        {
            FinishedRun run = _session.Edit(_inputs[edit]);
            Require(_expected[edit], $"edit {edit}");
            CheckFailedException.Require(run.Times.Convolutions > TimeSpan.Zero, $"edit {edit} has no time of its convolutions");
        }

        public void Revert()
        {
            _session.Revert();
            Require(_recorded, "revert");
        }

        public string RunCounted(int edit, ulong launches)
        {
            DriverCounts before = CudaDouble.Counts;
            CudaDouble.Reset();
            _session.Edit(_inputs[edit]);
            DriverCounts made = CudaDouble.Counts;
            string found = $"an edit is {made.Copies} copies, {made.GraphLaunches} launches of graphs, {made.Synchronizations} synchronisations and {made.Calls} calls of the driver";
            CheckFailedException.Require(
                made is { Copies: 1, Synchronizations: 0 } && made.GraphLaunches == launches && made.Calls <= MostCalls && made.Allocations == before.Allocations && made.HostAllocations == before.HostAllocations,
                found);
            Require(_expected[edit], $"counted edit {edit}");
            CheckFailedException.Require(CudaDouble.Counts.Synchronizations == 1, $"{CudaDouble.Counts.Synchronizations} synchronisations with the read");
            return found;
        }

        /// <summary>Something fails as an edit that was made once, or is captured, is made again; the session is then as it was.</summary>
        public void Fail(DriverEvent which, ulong nth)
        {
            foreach (int edit in which == DriverEvent.Capture ? (int[])[0] : [0, 1, 1 + Again, 0])
                Run(edit);
            CaptureFaults.RequireFailure(which, nth, () =>
            {
                foreach (int edit in (int[])[1, 1 + Again, 0, 0 + Again, 1, 1 + Again])
                    Run(edit);
            });
            Revert();
            Run(1);
            Run(0);
        }

        /// <summary>What is committed is what later edits are taken against.</summary>
        public void Commit(int edit)
        {
            Run(edit);
            _session.Commit();
            for (int i = 0; i < 3; i++)
            {
                _session.Edit(_inputs[edit]);
                Require(_expected[edit], "the committed edit again");
            }
        }

        public void Dispose() => _session.Dispose();

        private void Require(float[] expected, string what)
        {
            _session.Outputs.Read(_output);
            CheckFailedException.Require(_output.AsSpan().SequenceEqual(expected), $"{what}: other bits");
        }
    }
}
