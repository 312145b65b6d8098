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
/// <code>
/// using StableDiffusionModel model = StableDiffusionModel.Open("stable-diffusion-v1-5");
/// using InpaintSession session = InpaintSession.Open(model, picture, new Resolution(512, 512), mask, new() { Prompt = "a red door" });
/// session.Paint(seed: 1);
/// byte[] proposal = session.ReadPicture();
/// </code>
/// </remarks>
public sealed class InpaintSession : StableDiffusionSession
{
    private InpaintSession(LatentSession session)
        : base(session)
    {
    }

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
    /// <exception cref="SigeException">There is too little memory, or a network gives numbers that are not finite.</exception>
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
    /// <exception cref="SigeException">There is too little memory, or a network gives numbers that are not finite.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public FinishedDenoising Paint(ulong? seed = null, IProgress<DiffusionProgress>? progress = null, CancellationToken cancellationToken = default) =>
        Core.Edit(default, default, seed, dense: false, progress, cancellationToken, nameof(Paint));

    /// <summary>Paints another part than the session's mask, inside the region that it keeps.</summary>
    /// <param name="mask">The pixels to paint anew, [H, W], any value but 0; without any the picture is the original's.</param>
    /// <param name="seed">Seed of the noise that they start from; null for the session's.</param>
    /// <param name="progress">Is told of each step; what it throws ends the call.</param>
    /// <param name="cancellationToken">Ends the call; the session is then as it was before, as after any other failure.</param>
    /// <returns>What each step did, told when it is asked.</returns>
    /// <exception cref="ArgumentException">The mask has another size or marks a pixel outside the region, or the model is one for inpainting, which was told another mask; nothing has changed.</exception>
    /// <exception cref="InvalidOperationException">Another call runs.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public FinishedDenoising Paint(ReadOnlySpan<byte> mask, ulong? seed = null, IProgress<DiffusionProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        PictureCheck.CheckMask(mask, Size, nameof(mask));
        return Core.Edit(default, mask, seed, dense: false, progress, cancellationToken, nameof(Paint));
    }

    /// <summary>Does what <see cref="Paint(ulong?, IProgress{DiffusionProgress}?, CancellationToken)"/> does, but runs every network whole: what it is judged by.</summary>
    /// <param name="seed">Seed of the noise that it starts from; null for the session's.</param>
    /// <param name="progress">Is told of each step; what it throws ends the call.</param>
    /// <param name="cancellationToken">Ends the call; the session is then as it was before, as after any other failure.</param>
    /// <returns>What each step did, told when it is asked.</returns>
    /// <exception cref="InvalidOperationException">Another call runs.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public FinishedDenoising PaintDense(ulong? seed = null, IProgress<DiffusionProgress>? progress = null, CancellationToken cancellationToken = default) =>
        Core.Edit(default, default, seed, dense: true, progress, cancellationToken, nameof(PaintDense));
}
