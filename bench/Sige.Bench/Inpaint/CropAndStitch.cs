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
            scene.Model, CropBox.Cut<float>(scene.Picture, InpaintScene.Size, Box), new Resolution(Box.Height, Box.Width), CropBox.Cut<byte>(scene.Mask, InpaintScene.Size, Box), scene.Options with { BudgetBytes = 0 });
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
        CropBox.Paste(_part, InpaintScene.Size, Box, whole);
        return whole;
    }

    public void Dispose() => _session.Dispose();
}
