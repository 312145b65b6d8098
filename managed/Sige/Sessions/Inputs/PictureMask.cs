using Sige.Tensors;

namespace Sige.Sessions;

/// <summary>The changed pixels of the picture that a session's inputs stand for, where that is larger than they are.</summary>
/// <param name="inputs">The size of the inputs.</param>
/// <param name="scale">How many of the picture's pixels, in height and width, stand for one of the inputs'.</param>
internal sealed class PictureMask(Resolution inputs, int scale)
{
    /// <summary>The picture's size.</summary>
    public Resolution Size { get; } = new(inputs.H * scale, inputs.W * scale);

    /// <summary>[H, W], 0 or 1.</summary>
    public byte[] Pixels { get; } = new byte[inputs.PixelCount * scale * scale];

    /// <summary>The share of changed pixels, in percent.</summary>
    public double Percent => 100.0 * Pixels.AsSpan().Count((byte)1) / Pixels.Length;

    /// <summary>Takes the pixels of a mask, any value but 0.</summary>
    public void Take(ReadOnlySpan<byte> mask)
    {
        for (int i = 0; i < mask.Length; i++)
            Pixels[i] = mask[i] == 0 ? (byte)0 : (byte)1;
    }

    /// <summary>Takes all pixels that stand for those of the inputs which are set.</summary>
    public void Enlarge(ReadOnlySpan<byte> changed)
    {
        for (int y = 0; y < Size.H; y++)
        {
            for (int x = 0; x < Size.W; x++)
                Pixels[y * Size.W + x] = changed[y / scale * inputs.W + x / scale];
        }
    }

    /// <summary>Sets the pixels of the inputs that changed ones stand for; the others become 0.</summary>
    public void Reduce(Span<byte> changed)
    {
        changed.Clear();
        for (int y = 0; y < Size.H; y++)
        {
            for (int x = 0; x < Size.W; x++)
                changed[y / scale * inputs.W + x / scale] |= Pixels[y * Size.W + x];
        }
    }
}
