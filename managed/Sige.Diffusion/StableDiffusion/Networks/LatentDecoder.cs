using Sige.Sessions;
using Sige.Tensors;

namespace Sige.Diffusion;

/// <summary>Makes pictures of latents, whole or where an edit reaches.</summary>
internal abstract class LatentDecoder : IDisposable
{
    /// <summary>What it takes from its device.</summary>
    public abstract MemoryReport Memory { get; }

    /// <summary>Makes the picture of a latent and keeps what edits need.</summary>
    /// <param name="latent">[h, w, C], without the U-Net's scaling.</param>
    /// <param name="cancellationToken">Ends the run; nothing is recorded then.</param>
    /// <returns>What the run did; null where nothing is kept, so that there is none.</returns>
    public abstract RunReport? Record(float[] latent, CancellationToken cancellationToken);

    /// <summary>Makes the picture of an edited latent where the edit reaches.</summary>
    /// <param name="latent">[h, w, C].</param>
    /// <param name="changed">Where the picture is edited, [H, W].</param>
    /// <param name="cancellationToken">Ends the run.</param>
    /// <returns>[H, W, 3], until the next call, right at the edited pixels and 40 around them.</returns>
    public abstract (ReadOnlyMemory<float> Picture, FinishedRun Run) Edit(float[] latent, ReadOnlySpan<byte> changed, CancellationToken cancellationToken);

    /// <summary>Makes the picture of a latent, whole, and keeps nothing.</summary>
    /// <param name="latent">[h, w, C].</param>
    /// <param name="cancellationToken">Ends the run.</param>
    /// <returns>[H, W, 3], until the next call.</returns>
    public abstract (ReadOnlyMemory<float> Picture, FinishedRun Run) Run(float[] latent, CancellationToken cancellationToken);

    /// <summary>Reads the pixels that the last edit computed at a resolution, [h, w]; a decoder of tiles computes all.</summary>
    public abstract void ReadActivePixels(Resolution resolution, Span<bool> destination);

    /// <inheritdoc/>
    public abstract void Dispose();
}
