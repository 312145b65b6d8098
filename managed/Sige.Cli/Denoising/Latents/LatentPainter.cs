using Sige.Diffusion;
using Sige.Models;
using Sige.Tensors;

namespace Sige.Cli.Denoising;

/// <summary>Opens a session of either kind, and does its edits.</summary>
internal static class LatentPainter
{
    /// <summary>Records a picture.</summary>
    /// <param name="model">The networks.</param>
    /// <param name="original">The picture, [H, W, 3], -1 to 1.</param>
    /// <param name="size">Its height and width.</param>
    /// <param name="mask">The pixels to paint anew; null where edits bring pictures.</param>
    /// <param name="options">How to paint.</param>
    /// <param name="progress">Is told of each step.</param>
    /// <param name="cancellationToken">Ends the recording.</param>
    public static StableDiffusionSession Open(
        StableDiffusionModel model, float[] original, Resolution size, byte[]? mask, LatentEditOptions options, IProgress<DiffusionProgress> progress, CancellationToken cancellationToken) =>
        mask is null
            ? ImageToImageSession.Open(model, original, size, options, progress, cancellationToken)
            : InpaintSession.Open(model, original, size, mask, options, progress, cancellationToken);

    /// <summary>Does an edit.</summary>
    /// <param name="session">The session.</param>
    /// <param name="edit">The edit.</param>
    /// <param name="dense">Whether every network runs whole.</param>
    /// <param name="progress">Is told of each step.</param>
    /// <param name="cancellationToken">Ends the edit.</param>
    public static DenoisingReport Edit(StableDiffusionSession session, LatentEdit edit, bool dense, IProgress<DiffusionProgress> progress, CancellationToken cancellationToken) => (session, dense, edit.Mask) switch
    {
        (InpaintSession inpaint, true, _) => inpaint.PaintDense(edit.Seed, progress, cancellationToken),
        (InpaintSession inpaint, false, _) => inpaint.Paint(edit.Seed, progress, cancellationToken),
        (ImageToImageSession strokes, true, _) => strokes.EditDense(edit.Values, edit.Mask, edit.Seed, progress, cancellationToken),
        (ImageToImageSession strokes, false, null) => strokes.Edit(edit.Values, progress, cancellationToken),
        (ImageToImageSession strokes, false, { } mask) => strokes.Edit(edit.Values, mask, edit.Seed, progress, cancellationToken),
        _ => throw new ArgumentException($"There is no edit of a {session.GetType().Name}.", nameof(session)),
    };

    /// <summary>The picture, [H, W, 3], -1 to 1.</summary>
    public static float[] Read(StableDiffusionSession session)
    {
        var values = new float[session.Size.PixelCount * Imaging.RgbImage.Channels];
        session.ReadPicture(values);
        return values;
    }
}
