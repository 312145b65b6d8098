using Sige.Diffusion;
using Sige.Tensors;

namespace Sige.Bench.Workloads;

/// <summary>Made-up latents, all the same and as noise spreads them, with edits that shift those which a mask of the picture touches.</summary>
internal sealed class PaintedLatents : IPainting
{
    private const ulong Seed = 2;

    /// <summary>Far enough that every shifted latent differs from the original.</summary>
    private static readonly float[] Shifts = [1, -1];

    private readonly Resolution _size;
    private readonly int _channels;
    private readonly int _batch;
    private readonly int _scale;

    /// <summary>Draws the latents.</summary>
    /// <param name="size">Height and width of a latent.</param>
    /// <param name="channels">Its channels.</param>
    /// <param name="scale">How many pixels of the picture, in height and width, one of the latent stands for.</param>
    /// <param name="batch">How many latents there are.</param>
    public PaintedLatents(Resolution size, int channels, int scale, int batch = 1)
    {
        (_size, _channels, _scale, _batch) = (size, channels, scale, batch);
        var latent = new float[size.PixelCount * channels];
        new PictureNoise(size.H, size.W, channels).Next(new TorchGenerator(Seed), latent);
        Original = Repeat(latent);
    }

    /// <inheritdoc/>
    public float[] Original { get; }

    /// <summary>Height and width of the picture.</summary>
    public Resolution Picture => new(_size.H * _scale, _size.W * _scale);

    /// <inheritdoc/>
    public float[][] Edits(ReadOnlySpan<byte> mask)
    {
        var edits = new float[Shifts.Length][];
        for (int i = 0; i < edits.Length; i++)
            edits[i] = Repeat(Shift(mask, Shifts[i]));
        return edits;
    }

    private float[] Shift(ReadOnlySpan<byte> mask, float shift)
    {
        float[] latent = Original[..(int)(_size.PixelCount * _channels)];
        for (int y = 0; y < _size.H; y++)
        {
            for (int x = 0; x < _size.W; x++)
            {
                if (!IsTouched(mask, y, x))
                    continue;
                foreach (ref float value in latent.AsSpan((y * _size.W + x) * _channels, _channels))
                    value += shift;
            }
        }

        return latent;
    }

    private bool IsTouched(ReadOnlySpan<byte> mask, int y, int x)
    {
        for (int row = y * _scale; row < (y + 1) * _scale; row++)
        {
            if (mask.Slice((row * _size.W + x) * _scale, _scale).ContainsAnyExcept((byte)0))
                return true;
        }

        return false;
    }

    private float[] Repeat(float[] latent) => [.. Enumerable.Repeat(latent, _batch).SelectMany(values => values)];
}
