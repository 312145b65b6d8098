using Sige.Sessions;

namespace Sige.Bench.Workloads;

/// <summary>A session as benches drive it: all that they compare runs the same calls.</summary>
internal abstract class ModelSession : IDisposable
{
    /// <summary>Whether edits must be told by <see cref="SetChanges"/> what they change, instead of finding it themselves.</summary>
    public virtual bool TakesChanges => false;

    /// <summary>What a recording takes beside the session's own tensors, in bytes; null where it lies in those.</summary>
    public virtual long? CacheBytes => null;

    /// <summary>Runs the network whole.</summary>
    public abstract FinishedRun Run(SessionInput[] inputs);

    /// <summary>Runs the network whole and keeps what edits need.</summary>
    public abstract FinishedRun Record(SessionInput[] inputs);

    /// <summary>Tells which pixels the following edits change, [H, W]; does nothing where edits find them.</summary>
    public virtual void SetChanges(ReadOnlySpan<byte> changed)
    {
    }

    /// <summary>Computes what differs from the recording.</summary>
    public abstract FinishedRun Edit(SessionInput[] inputs);

    /// <summary>Reads the output of the last run, [N, H, W, C].</summary>
    public abstract void ReadOutput(Span<float> destination);

    /// <inheritdoc/>
    public abstract void Dispose();
}
