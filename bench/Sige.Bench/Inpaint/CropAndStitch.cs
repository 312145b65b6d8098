using Sige.Bench.SdEdit;
using Sige.Diffusion;
using Sige.Sessions;
using Sige.Tensors;

namespace Sige.Bench.Inpaint;

/// <summary>What people do today: cut the mask's box and a margin out, paint in it with whole runs, and put the result back.</summary>
internal sealed class CropAndStitch : IDisposable
{
    /// <summary>Sides of latents must halve three times.</summary>
    private const int Multiple = 64;

    private const int Channels = 3;

    private readonly InpaintScene _scene;
    private readonly InpaintSession _session;
    private readonly float[] _part;

    /// <summary>Opens a session on the box, which records no step.</summary>
    /// <param name="scene">The picture and the mask.</param>
    /// <param name="margin">Pixels around the mask to take along.</param>
    public CropAndStitch(InpaintScene scene, int margin)
    {
        _scene = scene;
        Box = CropBox.Around(scene.Mask, InpaintScene.Size, margin, Multiple);
        _part = new float[Box.PixelCount * Channels];
        _session = InpaintSession.Open(
            scene.Model, Cut<float>(scene.Picture, Channels), new Resolution(Box.Height, Box.Width), Cut<byte>(scene.Mask, 1), scene.Options with { BudgetBytes = 0 });
    }

    /// <summary>The box.</summary>
    public PixelRegion Box { get; }

    /// <summary>Paints.</summary>
    /// <param name="seed">Seed of the noise.</param>
    /// <returns>The whole picture, [H, W, 3].</returns>
    public float[] Paint(ulong seed)
    {
        _session.PaintDense(seed);
        _session.ReadPicture(_part);
        float[] whole = [.. _scene.Picture];
        int row = Box.Width * Channels;
        for (int y = 0; y < Box.Height; y++)
            _part.AsSpan(y * row, row).CopyTo(whole.AsSpan(((Box.Y + y) * InpaintScene.Size.W + Box.X) * Channels));
        return whole;
    }

    public void Dispose() => _session.Dispose();

    private T[] Cut<T>(ReadOnlySpan<T> whole, int channels)
    {
        var cut = new T[Box.PixelCount * channels];
        int row = Box.Width * channels;
        for (int y = 0; y < Box.Height; y++)
            whole.Slice(((Box.Y + y) * InpaintScene.Size.W + Box.X) * channels, row).CopyTo(cut.AsSpan(y * row));
        return cut;
    }
}
