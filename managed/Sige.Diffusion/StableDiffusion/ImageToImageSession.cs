using Sige.Devices;
using Sige.Models;
using Sige.Sessions;
using Sige.Tensors;

namespace Sige.Diffusion;

/// <summary>
/// Makes rough strokes and pasted patches look real with Stable Diffusion (SDEdit): a picture is recorded once, and each edit of it is encoded,
/// denoised and decoded where it reaches.
/// </summary>
/// <remarks>
/// <para>
/// Opening encodes the picture, runs the U-Net whole at every step on its noised latent, and decodes it. An edit is then taken against that
/// original, whatever was edited before, until <see cref="Commit"/> makes its result the original. How much of the strokes is kept is a matter of
/// <see cref="LatentEditOptions.Strength"/>. The result is laid over the original with a soft edge; outside it no pixel changes.
/// </para>
/// <para>
/// Source: Meng et al., <i>SDEdit</i>, ICLR 2022; Li et al., <i>Efficient Spatially Sparse Inference for Conditional GANs and Diffusion Models</i>,
/// NeurIPS 2022. The recording for all steps is ours.
/// </para>
/// <para>
/// One call at a time: while one runs, another that works on the session, from any thread or from a progress callback, throws
/// <see cref="InvalidOperationException"/> and changes nothing, <see cref="Dispose"/> included. Properties may be read at any time. Sessions may run side by side.
/// </para>
/// <code>
/// using StableDiffusionModel model = StableDiffusionModel.Open("stable-diffusion-v1-5");
/// using ImageToImageSession session = ImageToImageSession.Open(model, original, new Resolution(512, 512), new() { Prompt = "a castle on a hill" });
/// session.Edit(strokes);
/// byte[] picture = session.ReadPicture();
/// session.Commit();
/// </code>
/// </remarks>
public sealed class ImageToImageSession : IDisposable
{
    private readonly LatentSession _session;

    private ImageToImageSession(LatentSession session) => _session = session;

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
    /// <param name="model">The networks, of 4 channels; it must stay open as long as the session.</param>
    /// <param name="original">The picture, [H, W, 3], -1 to 1.</param>
    /// <param name="size">Its height and width, multiples of 8.</param>
    /// <param name="options">The prompt, how to denoise, and what to keep.</param>
    /// <param name="progress">Is told of each step.</param>
    /// <param name="cancellationToken">Ends the recording; nothing is left then.</param>
    /// <exception cref="ArgumentException">A size or an option does not fit, or the model is none for this.</exception>
    /// <exception cref="Weights.WeightFormatException">The model lacks a file that is needed, or its configuration asks for what is not there.</exception>
    /// <exception cref="IOException">There is no room for the spilled steps.</exception>
    /// <exception cref="SigeException">There is too little memory.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public static ImageToImageSession Open(
        StableDiffusionModel model,
        ReadOnlySpan<float> original,
        Resolution size,
        LatentEditOptions? options = null,
        IProgress<DiffusionProgress>? progress = null,
        CancellationToken cancellationToken = default)
    {
        options ??= new LatentEditOptions();
        LatentSetup setup = LatentSetup.Create(model, original, size, mask: default, options);
        return new ImageToImageSession(LatentSession.Open(nameof(ImageToImageSession), setup, options, progress, cancellationToken));
    }

    /// <summary>Denoises an edited picture where it differs from the original.</summary>
    /// <param name="edited">The picture, [H, W, 3], -1 to 1.</param>
    /// <param name="progress">Is told of each step; what it throws ends the call.</param>
    /// <param name="cancellationToken">Ends the edit; the session is then as it was before, as after any other failure.</param>
    /// <returns>What each step did, told when it is asked.</returns>
    /// <exception cref="ArgumentException">The picture has another size, or differs outside the region that is kept; nothing has changed.</exception>
    /// <exception cref="InvalidOperationException">Another call runs.</exception>
    /// <exception cref="SigeException">There is too little memory.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public FinishedSdEdit Edit(ReadOnlySpan<float> edited, IProgress<DiffusionProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        PictureCheck.Check(edited, Size, SdEditSession.Channels, nameof(edited));
        return _session.Edit(edited, default, seed: null, dense: false, progress, cancellationToken, nameof(Edit));
    }

    /// <summary>Denoises an edited picture at the pixels that the caller says.</summary>
    /// <param name="edited">The picture, [H, W, 3], -1 to 1; it is looked at inside the mask alone.</param>
    /// <param name="mask">The edited pixels, [H, W], any value but 0, before any dilation. They count as edited whether they differ or not.</param>
    /// <param name="seed">Seed of the noise inside the mask; null for the session's.</param>
    /// <param name="progress">Is told of each step; what it throws ends the call.</param>
    /// <param name="cancellationToken">Ends the edit; the session is then as it was before, as after any other failure.</param>
    /// <returns>What each step did, told when it is asked.</returns>
    /// <exception cref="ArgumentException">The picture or the mask has another size, or marks a pixel outside the region that is kept; nothing has changed.</exception>
    /// <exception cref="InvalidOperationException">Another call runs.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public FinishedSdEdit Edit(
        ReadOnlySpan<float> edited,
        ReadOnlySpan<byte> mask,
        ulong? seed = null,
        IProgress<DiffusionProgress>? progress = null,
        CancellationToken cancellationToken = default)
    {
        PictureCheck.Check(edited, Size, SdEditSession.Channels, nameof(edited));
        PictureCheck.CheckMask(mask, Size, nameof(mask));
        return _session.Edit(edited, mask, seed, dense: false, progress, cancellationToken, nameof(Edit));
    }

    /// <summary>Does what an edit does, but runs every network whole: what it is judged by.</summary>
    /// <param name="edited">The picture, [H, W, 3], -1 to 1.</param>
    /// <param name="mask">The edited pixels, [H, W], any value but 0; empty for those that differ.</param>
    /// <param name="seed">Seed of the noise inside the mask; null for the session's.</param>
    /// <param name="progress">Is told of each step; what it throws ends the call.</param>
    /// <param name="cancellationToken">Ends the edit; the session is then as it was before, as after any other failure.</param>
    /// <returns>What each step did, told when it is asked.</returns>
    /// <exception cref="ArgumentException">The picture or the mask has another size; nothing has changed.</exception>
    /// <exception cref="InvalidOperationException">Another call runs.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public FinishedSdEdit EditDense(
        ReadOnlySpan<float> edited,
        ReadOnlySpan<byte> mask = default,
        ulong? seed = null,
        IProgress<DiffusionProgress>? progress = null,
        CancellationToken cancellationToken = default)
    {
        PictureCheck.Check(edited, Size, SdEditSession.Channels, nameof(edited));
        return _session.Edit(edited, mask, seed, dense: true, progress, cancellationToken, nameof(EditDense));
    }

    /// <summary>Marks the pixels that an edit without a mask changes.</summary>
    /// <param name="original">The original, [H, W, 3], -1 to 1.</param>
    /// <param name="edited">The edited picture, as large.</param>
    /// <param name="options">They have the edit threshold.</param>
    /// <param name="changed">Receives 1 or 0 for each pixel, [H, W], before any dilation.</param>
    /// <exception cref="ArgumentException">The sizes differ.</exception>
    public static void FindChanges(ReadOnlySpan<float> original, ReadOnlySpan<float> edited, LatentEditOptions options, Span<byte> changed)
    {
        ArgumentNullException.ThrowIfNull(options);
        SdEditSession.FindChanges(original, edited, PixelValues.OfSteps(options.EditThreshold), changed);
    }

    /// <summary>Takes another prompt, and records every step anew, as each attends to it: as long as opening took. An uncommitted edit is dropped.</summary>
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

    /// <summary>Drops the uncommitted edit's: the picture is the original's again.</summary>
    /// <exception cref="InvalidOperationException">Another call runs.</exception>
    public void Revert() => _session.Revert();

    /// <summary>Reads the picture: the uncommitted edit's, or else the original.</summary>
    /// <param name="destination">Receives [H, W, 3], -1 to 1 or a little beyond.</param>
    /// <exception cref="InvalidOperationException">Another call runs.</exception>
    /// <exception cref="ArgumentException"><paramref name="destination"/> has another length.</exception>
    public void ReadPicture(Span<float> destination) => _session.ReadPicture(destination);

    /// <summary>Reads the picture as bytes.</summary>
    /// <returns>RGB, [H, W, 3].</returns>
    /// <exception cref="InvalidOperationException">Another call runs.</exception>
    public byte[] ReadPicture() => _session.ReadPicture();

    /// <summary>Reads which pixels the uncommitted edit changed, without the soft edge.</summary>
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
