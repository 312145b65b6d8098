using Sige.Devices;
using Sige.Diffusion;
using Sige.Models;
using Sige.Sessions;
using Sige.Tensors;

namespace Sige.Cli.Denoising;

/// <summary>A session of either kind, as the command uses it.</summary>
internal abstract class LatentPainter : IDisposable
{
    public abstract Sampler Sampler { get; }

    public abstract EngineOptions Engine { get; }

    public abstract SdEditReport? LastReport { get; }

    /// <summary>Records a picture.</summary>
    /// <param name="model">The networks.</param>
    /// <param name="original">The picture, [H, W, 3], -1 to 1.</param>
    /// <param name="size">Its height and width.</param>
    /// <param name="mask">The pixels to paint anew; null where edits bring pictures.</param>
    /// <param name="options">How to paint.</param>
    /// <param name="progress">Is told of each step.</param>
    /// <param name="cancellationToken">Ends the recording.</param>
    public static LatentPainter Open(
        StableDiffusionModel model, float[] original, Resolution size, byte[]? mask, LatentEditOptions options, IProgress<DiffusionProgress> progress, CancellationToken cancellationToken) =>
        mask is null
            ? new StrokePainter(ImageToImageSession.Open(model, original, size, options, progress, cancellationToken))
            : new MaskPainter(InpaintSession.Open(model, original, size, mask, options, progress, cancellationToken));

    /// <summary>Does an edit.</summary>
    /// <param name="edit">The edit.</param>
    /// <param name="dense">Whether every network runs whole.</param>
    /// <param name="progress">Is told of each step.</param>
    /// <param name="cancellationToken">Ends the edit.</param>
    public abstract SdEditReport Edit(LatentEdit edit, bool dense, IProgress<DiffusionProgress> progress, CancellationToken cancellationToken);

    /// <summary>The picture, [H, W, 3], -1 to 1.</summary>
    public abstract float[] Read();

    public abstract void ReadActivePixels(Resolution resolution, Span<bool> destination);

    public abstract void Dispose();

    private sealed class MaskPainter(InpaintSession session) : LatentPainter
    {
        public override Sampler Sampler => session.Sampler;

        public override EngineOptions Engine => session.Engine;

        public override SdEditReport? LastReport => session.LastReport;

        public override SdEditReport Edit(LatentEdit edit, bool dense, IProgress<DiffusionProgress> progress, CancellationToken cancellationToken) =>
            dense ? session.PaintDense(edit.Seed, progress, cancellationToken) : session.Paint(edit.Seed, progress, cancellationToken);

        public override float[] Read()
        {
            var values = new float[session.Size.PixelCount * 3];
            session.ReadPicture(values);
            return values;
        }

        public override void ReadActivePixels(Resolution resolution, Span<bool> destination) => session.ReadActivePixels(resolution, destination);

        public override void Dispose() => session.Dispose();
    }

    private sealed class StrokePainter(ImageToImageSession session) : LatentPainter
    {
        public override Sampler Sampler => session.Sampler;

        public override EngineOptions Engine => session.Engine;

        public override SdEditReport? LastReport => session.LastReport;

        public override SdEditReport Edit(LatentEdit edit, bool dense, IProgress<DiffusionProgress> progress, CancellationToken cancellationToken) => (dense, edit.Mask) switch
        {
            (true, _) => session.EditDense(edit.Values, edit.Mask, edit.Seed, progress, cancellationToken),
            (false, null) => session.Edit(edit.Values, progress, cancellationToken),
            (false, { } mask) => session.Edit(edit.Values, mask, edit.Seed, progress, cancellationToken),
        };

        public override float[] Read()
        {
            var values = new float[session.Size.PixelCount * 3];
            session.ReadPicture(values);
            return values;
        }

        public override void ReadActivePixels(Resolution resolution, Span<bool> destination) => session.ReadActivePixels(resolution, destination);

        public override void Dispose() => session.Dispose();
    }
}
