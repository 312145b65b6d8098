using Sige.Sessions;

namespace Sige.Bench.Workloads;

/// <summary>A session whose tensors are the recording: each whole run records.</summary>
/// <param name="session">The session.</param>
/// <param name="byMask">Whether edits are told their pixels, because inputs stand for a larger picture; else they find them.</param>
internal sealed class RecordedModelSession(IncrementalSession session, bool byMask = false) : ModelSession
{
    private EditOptions? _options;

    /// <inheritdoc/>
    public override FinishedRun Run(SessionInput[] inputs) => session.Record(inputs);

    /// <inheritdoc/>
    public override FinishedRun Record(SessionInput[] inputs) => session.Record(inputs);

    /// <inheritdoc/>
    public override FinishedRun Edit(SessionInput[] inputs) => session.Edit(inputs, _options);

    /// <inheritdoc/>
    public override void SetChanges(ReadOnlySpan<byte> changed) => _options = byMask ? new EditOptions { Mask = changed.ToArray() } : null;

    /// <inheritdoc/>
    public override void ReadOutput(Span<float> destination) => session.Outputs.Read(destination);

    /// <inheritdoc/>
    public override void Dispose() => session.Dispose();
}
