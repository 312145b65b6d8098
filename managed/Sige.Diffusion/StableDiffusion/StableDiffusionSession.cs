using Sige.Devices;
using Sige.Sessions;
using Sige.Tensors;

namespace Sige.Diffusion;

/// <summary>A picture that Stable Diffusion has run on once, for edits that run where they reach: <see cref="InpaintSession"/> and <see cref="ImageToImageSession"/>.</summary>
/// <remarks>
/// One call at a time: while one runs, another that works on the session, from any thread or from a progress callback, throws
/// <see cref="InvalidOperationException"/> and changes nothing, <see cref="Dispose"/> included. Properties may be read at any time, <see cref="LastReport"/> as it says. Threads that
/// share a session put a lock around calls that belong together, such as an edit and the reading of its picture. Sessions may run side by side.
/// </remarks>
public abstract class StableDiffusionSession : IDisposable
{
    private protected StableDiffusionSession(LatentSession session) => Core = session;

    private protected LatentSession Core { get; }

    /// <summary>Takes the steps.</summary>
    public Sampler Sampler => Core.Sampler;

    /// <summary>Height and width of the pictures.</summary>
    public Resolution Size => Core.Size;

    /// <summary>Whether there is an edit that is neither committed nor reverted.</summary>
    public bool IsEdited => Core.IsEdited;

    /// <summary>What the last call that ran networks did; null if it failed and nobody had asked for that of the call before.</summary>
    /// <exception cref="InvalidOperationException">It is not made yet, and another call runs.</exception>
    public DenoisingReport? LastReport => Core.LastReport;

    /// <summary>What is kept of the recorded steps, and where.</summary>
    public CacheReport Cache => Core.Cache;

    /// <summary>What all networks take from the device.</summary>
    public MemoryReport Memory => Core.Memory;

    /// <summary>The device that it runs on and how, defaults resolved.</summary>
    public EngineOptions Engine => Core.Engine;

    /// <summary>Takes another prompt, and records every step anew, as each attends to it: as long as opening took. An uncommitted edit is dropped.</summary>
    /// <param name="prompt">What is to be seen.</param>
    /// <param name="negativePrompt">What is to be kept away from.</param>
    /// <param name="progress">Is told of each step; what it throws ends the call.</param>
    /// <param name="cancellationToken">Ends the recording: the former prompt is back, and steps that were recorded anew are recorded once more when a call next needs them.</param>
    /// <returns>What the recording did, its multiply-adds and its time.</returns>
    /// <exception cref="InvalidOperationException">Another call runs.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public DenoisingReport SetPrompt(
        string prompt, string negativePrompt = "", IProgress<DiffusionProgress>? progress = null, CancellationToken cancellationToken = default) =>
        Core.SetPrompt(prompt, negativePrompt, progress, cancellationToken);

    /// <summary>Makes the edit's result the original, and records it. Without an edit it does nothing.</summary>
    /// <param name="progress">Is told of each step; what it throws ends the call.</param>
    /// <param name="cancellationToken">Ends the recording: the former original is back, with the edit uncommitted.</param>
    /// <returns>What the recording did; null without an edit, or if its result is the original bit for bit.</returns>
    /// <exception cref="InvalidOperationException">Another call runs.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public DenoisingReport? Commit(IProgress<DiffusionProgress>? progress = null, CancellationToken cancellationToken = default) =>
        Core.Commit(progress, cancellationToken);

    /// <summary>Drops the uncommitted edit: the picture is the original's again.</summary>
    /// <exception cref="InvalidOperationException">Another call runs.</exception>
    public void Revert() => Core.Revert();

    /// <summary>Reads the picture: the uncommitted edit, or else the original.</summary>
    /// <param name="destination">Receives [H, W, 3], -1 to 1 or a little beyond.</param>
    /// <exception cref="InvalidOperationException">Another call runs.</exception>
    /// <exception cref="ArgumentException"><paramref name="destination"/> has another length.</exception>
    public void ReadPicture(Span<float> destination) => Core.ReadPicture(destination);

    /// <summary>Reads the picture as bytes.</summary>
    /// <returns>RGB, [H, W, 3].</returns>
    /// <exception cref="InvalidOperationException">Another call runs.</exception>
    public byte[] ReadPicture() => Core.ReadPicture();

    /// <summary>Reads which pixels the uncommitted edit changes, without the soft edge.</summary>
    /// <param name="destination">Receives [H, W], 0 or 1; all 0 without an edit.</param>
    /// <exception cref="InvalidOperationException">Another call runs.</exception>
    /// <exception cref="ArgumentException"><paramref name="destination"/> has another length.</exception>
    public void ReadMask(Span<byte> destination) => Core.ReadMask(destination);

    /// <summary>Reads the pixels that sparse steps of the uncommitted edit compute at a resolution of the latent.</summary>
    /// <param name="resolution">One at which a step's report has the mode <see cref="StepMode.Sparse"/>.</param>
    /// <param name="destination">Receives true for each of them, [h, w].</param>
    /// <exception cref="InvalidOperationException">There is no uncommitted edit, or it ran whole or changed no pixel, or a later one failed; or another call runs.</exception>
    /// <exception cref="ArgumentException">Steps always run whole at this resolution, or <paramref name="destination"/> has another length.</exception>
    public void ReadActivePixels(Resolution resolution, Span<bool> destination) => Core.ReadActivePixels(resolution, destination);

    /// <summary>As <see cref="ReadActivePixels"/>, of the encoder, whose resolutions <see cref="DenoisingReport.Encoding"/> tells.</summary>
    /// <param name="resolution">One at which that report has the mode <see cref="StepMode.Sparse"/>.</param>
    /// <param name="destination">Receives true for each active pixel, [h, w].</param>
    /// <exception cref="InvalidOperationException">There is no uncommitted edit, no edited picture was given, or another call runs.</exception>
    /// <exception cref="ArgumentException">The encoder always runs whole at this resolution, or <paramref name="destination"/> has another length.</exception>
    public void ReadEncodedPixels(Resolution resolution, Span<bool> destination) => Core.ReadEncodedPixels(resolution, destination);

    /// <summary>As <see cref="ReadActivePixels"/>, of the decoder, whose resolutions <see cref="DenoisingReport.Decoding"/> tells.</summary>
    /// <param name="resolution">One at which that report has the mode <see cref="StepMode.Sparse"/>.</param>
    /// <param name="destination">Receives true for each active pixel, [h, w].</param>
    /// <exception cref="InvalidOperationException">There is no uncommitted edit, or another call runs.</exception>
    /// <exception cref="ArgumentException">The decoder always runs whole at this resolution, or <paramref name="destination"/> has another length.</exception>
    public void ReadDecodedPixels(Resolution resolution, Span<bool> destination) => Core.ReadDecodedPixels(resolution, destination);

    /// <summary>Lets go of all memory and deletes the spill file. A second call does nothing.</summary>
    /// <exception cref="InvalidOperationException">Another call runs; nothing is let go of.</exception>
    public void Dispose() => Core.Dispose();
}
