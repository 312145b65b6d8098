using Sige.Devices;
using Sige.Graphs;
using Sige.Sessions;

namespace Sige.Bench.Workloads;

/// <summary>A session that records into one slot of a cache.</summary>
internal sealed class CachedModelSession(CachedSession session) : ModelSession
{
    private const int Slot = 0;

    /// <summary>Lowers a graph into a session of one slot in float16.</summary>
    public static CachedModelSession Open(Engine engine, Graph graph, SessionOptions options) =>
        new(new CachedSession(engine, graph, slots: 1, new CachedSessionOptions { Session = options, Precision = CachePrecision.Float16 }));

    /// <inheritdoc/>
    public override bool TakesChanges => true;

    /// <inheritdoc/>
    public override long? CacheBytes => session.Cache.MemoryBytes;

    /// <inheritdoc/>
    public override FinishedRun Run(SessionInput[] inputs) => session.Run(inputs);

    /// <inheritdoc/>
    public override FinishedRun Record(SessionInput[] inputs) => session.Record(Slot, inputs);

    /// <inheritdoc/>
    public override void SetChanges(ReadOnlySpan<byte> changed) => session.SetChanges(changed);

    /// <inheritdoc/>
    public override FinishedRun Edit(SessionInput[] inputs) => session.Edit(Slot, inputs);

    /// <inheritdoc/>
    public override void ReadOutput(Span<float> destination) => session.Outputs.Read(destination);

    /// <inheritdoc/>
    public override void Dispose() => session.Dispose();
}
