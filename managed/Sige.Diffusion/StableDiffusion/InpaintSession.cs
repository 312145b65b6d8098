using Sige.Devices;
using Sige.Models;
using Sige.Sessions;
using Sige.Tensors;

namespace Sige.Diffusion;

/// <summary>Paints a part of a picture anew with Stable Diffusion, as a prompt says: once recorded, each seed gives another proposal by sparse steps alone.</summary>
/// <remarks>
/// <para>
/// The mask is known before anything is recorded, so only what lies around it is kept. Opening runs the U-Net whole at every step on the
/// noised original, and the decoder once. Each call of <see cref="Paint(ulong?, IProgress{DiffusionProgress}?, CancellationToken)"/> then denoises the masked part of the latent, and decodes it, where the
/// mask reaches. The result is laid over the original with a soft edge; outside it no pixel changes.
/// </para>
/// <para>
/// Models of 4 channels see the mask by what surrounds it; those of 9, made for inpainting, are told the mask and what is left of the picture.
/// Masks are dilated, brought to every resolution and cut at a threshold as in the paper, the decoder's dilated by 40 pixels.
/// </para>
/// <para>
/// Source: Rombach et al., <i>High-Resolution Image Synthesis with Latent Diffusion Models</i>, CVPR 2022; Li et al., <i>Efficient Spatially Sparse
/// Inference for Conditional GANs and Diffusion Models</i>, NeurIPS 2022. The recording for all steps is ours.
/// </para>
/// <para>
/// One call at a time: while one runs, another that works on the session, from any thread or from a progress callback, throws
/// <see cref="InvalidOperationException"/> and changes nothing, <see cref="Dispose"/> included. Properties may be read at any time. Sessions may run side by side.
/// </para>
/// <code>
/// using StableDiffusionModel model = StableDiffusionModel.Open("stable-diffusion-v1-5");
/// using InpaintSession session = InpaintSession.Open(model, picture, new Resolution(512, 512), mask, new() { Prompt = "a red door" });
/// session.Paint(seed: 1);
/// byte[] proposal = session.ReadPicture();
/// </code>
/// </remarks>
public sealed class InpaintSession : IDisposable
{
    private readonly LatentSession _session;

    private InpaintSession(LatentSession session) => _session = session;

    /// <inheritdoc cref="LatentSession.Sampler"/>
    public Sampler Sampler => _session.Sampler;

    /// <inheritdoc cref="LatentSession.Size"/>
    public Resolution Size => _session.Size;

    /// <inheritdoc cref="LatentSession.IsEdited"/>
    public bool IsEdited => _session.IsEdited;

    /// <summary>What the last call that ran networks did; null if it failed and nobody had asked for that of the call before.</summary>
    /// <exception cref="InvalidOperationException">It is not made yet, and another call runs.</exception>
    public SdEditReport? LastReport => _session.LastReport;

    /// <inheritdoc cref="LatentSession.Cache"/>
    public CacheReport Cache => _session.Cache;

    /// <inheritdoc cref="LatentSession.Memory"/>
    public MemoryReport Memory => _session.Memory;

    /// <inheritdoc cref="LatentSession.Engine"/>
    public EngineOptions Engine => _session.Engine;

    /// <summary>Encodes prompt and picture, and records every step.</summary>
    /// <param name="model">The networks, of 4 or 9 channels; it must stay open as long as the session.</param>
    /// <param name="picture">The picture, [H, W, 3], -1 to 1.</param>
    /// <param name="size">Its height and width, multiples of 8.</param>
    /// <param name="mask">The pixels to paint anew, [H, W], any value but 0.</param>
    /// <param name="options">The prompt, how to denoise, and what to keep.</param>
    /// <param name="progress">Is told of each step.</param>
    /// <param name="cancellationToken">Ends the recording; nothing is left then.</param>
    /// <exception cref="ArgumentException">A size, the mask or an option does not fit, or the model is none for this.</exception>
    /// <exception cref="Weights.WeightFormatException">The model lacks a file that is needed, or its configuration asks for what is not there.</exception>
    /// <exception cref="IOException">There is no room for the spilled steps.</exception>
    /// <exception cref="SigeException">There is too little memory.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public static InpaintSession Open(
        StableDiffusionModel model,
        ReadOnlySpan<float> picture,
        Resolution size,
        ReadOnlySpan<byte> mask,
        LatentEditOptions? options = null,
        IProgress<DiffusionProgress>? progress = null,
        CancellationToken cancellationToken = default)
    {
        options ??= new LatentEditOptions();
        PictureCheck.CheckMask(mask, size, nameof(mask));
        LatentSetup setup = LatentSetup.Create(model, picture, size, mask, options);
        return new InpaintSession(LatentSession.Open(nameof(InpaintSession), setup, options, progress, cancellationToken));
    }

    /// <summary>Paints the masked part anew.</summary>
    /// <param name="seed">Seed of the noise that it starts from; null for the session's.</param>
    /// <param name="progress">Is told of each step; what it throws ends the call.</param>
    /// <param name="cancellationToken">Ends the call; the session is then as it was before, as after any other failure.</param>
    /// <returns>What each step did, told when it is asked.</returns>
    /// <exception cref="InvalidOperationException">Another call runs.</exception>
    /// <exception cref="SigeException">There is too little memory.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public FinishedSdEdit Paint(ulong? seed = null, IProgress<DiffusionProgress>? progress = null, CancellationToken cancellationToken = default) =>
        _session.Edit(default, default, seed, dense: false, progress, cancellationToken, nameof(Paint));

    /// <summary>Paints another part than the session's mask, inside the region that it keeps.</summary>
    /// <param name="mask">The pixels to paint anew, [H, W], any value but 0; without any the picture is the original's.</param>
    /// <param name="seed">Seed of the noise that they start from; null for the session's.</param>
    /// <param name="progress">Is told of each step; what it throws ends the call.</param>
    /// <param name="cancellationToken">Ends the call; the session is then as it was before, as after any other failure.</param>
    /// <returns>What each step did, told when it is asked.</returns>
    /// <exception cref="ArgumentException">The mask has another size or marks a pixel outside the region, or the model is one for inpainting, which was told another mask; nothing has changed.</exception>
    /// <exception cref="InvalidOperationException">Another call runs.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public FinishedSdEdit Paint(ReadOnlySpan<byte> mask, ulong? seed = null, IProgress<DiffusionProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        PictureCheck.CheckMask(mask, Size, nameof(mask));
        return _session.Edit(default, mask, seed, dense: false, progress, cancellationToken, nameof(Paint));
    }

    /// <summary>Does what <see cref="Paint(ulong?, IProgress{DiffusionProgress}?, CancellationToken)"/> does, but runs every network whole: what it is judged by.</summary>
    /// <param name="seed">Seed of the noise that it starts from; null for the session's.</param>
    /// <param name="progress">Is told of each step; what it throws ends the call.</param>
    /// <param name="cancellationToken">Ends the call; the session is then as it was before, as after any other failure.</param>
    /// <returns>What each step did, told when it is asked.</returns>
    /// <exception cref="InvalidOperationException">Another call runs.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public FinishedSdEdit PaintDense(ulong? seed = null, IProgress<DiffusionProgress>? progress = null, CancellationToken cancellationToken = default) =>
        _session.Edit(default, default, seed, dense: true, progress, cancellationToken, nameof(PaintDense));

    /// <summary>Takes another prompt, and records every step anew, as each attends to it: as long as opening took. An uncommitted result is dropped.</summary>
    /// <param name="prompt">What is to be seen.</param>
    /// <param name="negativePrompt">What is to be kept away from.</param>
    /// <param name="progress">Is told of each step; what it throws ends the call.</param>
    /// <param name="cancellationToken">Ends the recording: the former prompt is back, and steps that were recorded anew are recorded once more when a call next needs them.</param>
    /// <returns>What the recording did, its multiply-adds and its time.</returns>
    /// <exception cref="InvalidOperationException">Another call runs.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public SdEditReport SetPrompt(
        string prompt, string negativePrompt = "", IProgress<DiffusionProgress>? progress = null, CancellationToken cancellationToken = default) =>
        _session.SetPrompt(prompt, negativePrompt, progress, cancellationToken);

    /// <summary>Makes the result the original, and records it. Without one it does nothing.</summary>
    /// <param name="progress">Is told of each step; what it throws ends the call.</param>
    /// <param name="cancellationToken">Ends the recording: the former original is back, with the result uncommitted.</param>
    /// <returns>What the recording did; null without a result, or if it is the original bit for bit.</returns>
    /// <exception cref="InvalidOperationException">Another call runs.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public SdEditReport? Commit(IProgress<DiffusionProgress>? progress = null, CancellationToken cancellationToken = default) =>
        _session.Commit(progress, cancellationToken);

    /// <summary>Drops the uncommitted result: the picture is the original's again.</summary>
    /// <exception cref="InvalidOperationException">Another call runs.</exception>
    public void Revert() => _session.Revert();

    /// <summary>Reads the picture: the uncommitted result, or else the original.</summary>
    /// <param name="destination">Receives [H, W, 3], -1 to 1 or a little beyond.</param>
    /// <exception cref="InvalidOperationException">Another call runs.</exception>
    /// <exception cref="ArgumentException"><paramref name="destination"/> has another length.</exception>
    public void ReadPicture(Span<float> destination) => _session.ReadPicture(destination);

    /// <summary>Reads the picture as bytes.</summary>
    /// <returns>RGB, [H, W, 3].</returns>
    /// <exception cref="InvalidOperationException">Another call runs.</exception>
    public byte[] ReadPicture() => _session.ReadPicture();

    /// <summary>Reads which pixels the uncommitted result paints, without the soft edge.</summary>
    /// <param name="destination">Receives [H, W], 0 or 1; all 0 without a result.</param>
    /// <exception cref="InvalidOperationException">Another call runs.</exception>
    /// <exception cref="ArgumentException"><paramref name="destination"/> has another length.</exception>
    public void ReadMask(Span<byte> destination) => _session.ReadMask(destination);

    /// <summary>Reads the pixels that sparse steps of the uncommitted edit compute at a resolution of the latent.</summary>
    /// <param name="resolution">One at which a step's report has the mode <see cref="StepMode.Sparse"/>.</param>
    /// <param name="destination">Receives true for each of them, [h, w].</param>
    /// <exception cref="InvalidOperationException">There is no uncommitted edit, or it ran whole or changed no pixel, or a later one failed; or another call runs.</exception>
    /// <exception cref="ArgumentException">Steps always run whole at this resolution, or <paramref name="destination"/> has another length.</exception>
    public void ReadActivePixels(Resolution resolution, Span<bool> destination) => _session.ReadActivePixels(resolution, destination);

    /// <summary>Lets go of all memory and deletes the spill file. A second call does nothing.</summary>
    /// <exception cref="InvalidOperationException">Another call runs; nothing is let go of.</exception>
    public void Dispose() => _session.Dispose();
}
