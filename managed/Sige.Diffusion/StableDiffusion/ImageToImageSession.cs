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
/// original, whatever was edited before, until <see cref="StableDiffusionSession.Commit"/> makes its result the original. How much of the strokes is kept is a matter of
/// <see cref="LatentEditOptions.Strength"/>. The result is laid over the original with a soft edge; outside it no pixel changes.
/// </para>
/// <para>
/// Source: Meng et al., <i>SDEdit</i>, ICLR 2022; Li et al., <i>Efficient Spatially Sparse Inference for Conditional GANs and Diffusion Models</i>,
/// NeurIPS 2022. The recording for all steps is ours.
/// </para>
/// <code>
/// using StableDiffusionModel model = StableDiffusionModel.Open("stable-diffusion-v1-5");
/// using ImageToImageSession session = ImageToImageSession.Open(model, original, new Resolution(512, 512), new() { Prompt = "a castle on a hill" });
/// session.Edit(strokes);
/// byte[] picture = session.ReadPicture();
/// session.Commit();
/// </code>
/// </remarks>
public sealed class ImageToImageSession : StableDiffusionSession
{
    private ImageToImageSession(LatentSession session)
        : base(session)
    {
    }

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
    /// <exception cref="SigeException">There is too little memory, or a network gives numbers that are not finite.</exception>
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
    /// <exception cref="SigeException">There is too little memory, or a network gives numbers that are not finite.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public FinishedDenoising Edit(ReadOnlySpan<float> edited, IProgress<DiffusionProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        PictureCheck.Check(edited, Size, SdEditSession.Channels, nameof(edited));
        return Core.Edit(edited, default, seed: null, dense: false, progress, cancellationToken, nameof(Edit));
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
    public FinishedDenoising Edit(
        ReadOnlySpan<float> edited,
        ReadOnlySpan<byte> mask,
        ulong? seed = null,
        IProgress<DiffusionProgress>? progress = null,
        CancellationToken cancellationToken = default)
    {
        PictureCheck.Check(edited, Size, SdEditSession.Channels, nameof(edited));
        PictureCheck.CheckMask(mask, Size, nameof(mask));
        return Core.Edit(edited, mask, seed, dense: false, progress, cancellationToken, nameof(Edit));
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
    public FinishedDenoising EditDense(
        ReadOnlySpan<float> edited,
        ReadOnlySpan<byte> mask = default,
        ulong? seed = null,
        IProgress<DiffusionProgress>? progress = null,
        CancellationToken cancellationToken = default)
    {
        PictureCheck.Check(edited, Size, SdEditSession.Channels, nameof(edited));
        return Core.Edit(edited, mask, seed, dense: true, progress, cancellationToken, nameof(EditDense));
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
}
