using Sige.Sessions;
using Sige.Tensors;

namespace Sige.Diffusion;

/// <summary>Decodes in one piece; edits start from a recording.</summary>
internal sealed class WholeDecoder(RecordedNetwork network) : LatentDecoder
{
    public override MemoryReport Memory => network.Memory;

    public override RunReport? Record(float[] latent, CancellationToken cancellationToken) => network.Record(latent, cancellationToken).Report;

    public override (ReadOnlyMemory<float> Picture, FinishedRun Run) Edit(float[] latent, ReadOnlySpan<byte> changed, CancellationToken cancellationToken) =>
        network.Edit(latent, changed, cancellationToken);

    public override (ReadOnlyMemory<float> Picture, FinishedRun Run) Run(float[] latent, CancellationToken cancellationToken) =>
        network.Run(latent, cancellationToken);

    public override void ReadActivePixels(Resolution resolution, Span<bool> destination) => network.ReadActivePixels(resolution, destination);

    public override void Dispose() => network.Dispose();
}
