using Sige.Sessions;

namespace Sige.Bench.Workloads;

/// <summary>A session whose tensors are the recording: each whole run records.</summary>
internal sealed class RecordedModelSession(IncrementalSession session) : ModelSession
{
    /// <inheritdoc/>
    public override FinishedRun Run(SessionInput[] inputs) => session.Record(inputs);

    /// <inheritdoc/>
    public override FinishedRun Record(SessionInput[] inputs) => session.Record(inputs);

    /// <inheritdoc/>
    public override FinishedRun Edit(SessionInput[] inputs) => session.Edit(inputs);

    /// <inheritdoc/>
    public override void ReadOutput(Span<float> destination) => session.Outputs.Read(destination);

    /// <inheritdoc/>
    public override void Dispose() => session.Dispose();
}
