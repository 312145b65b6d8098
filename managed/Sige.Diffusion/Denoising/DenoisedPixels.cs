using Sige.Tensors;

namespace Sige.Diffusion;

/// <summary>The pixels of a picture or latent that an edit denoises; the others stay the original's at every step.</summary>
internal sealed class DenoisedPixels(Resolution size)
{
    private readonly byte[] _mask = new byte[size.PixelCount];

    /// <summary>Height and width.</summary>
    public Resolution Size => size;

    /// <summary>1 where there is denoising, [H, W].</summary>
    public ReadOnlySpan<byte> Mask => _mask;

    /// <summary>How many pixels are denoised.</summary>
    public int Count { get; private set; }

    /// <summary>The shortest run of pixels, row by row, that holds all of them.</summary>
    public Range Span { get; private set; }

    /// <summary>Where to write the mask, 0 or 1, before <see cref="Summarise"/>.</summary>
    public Span<byte> Writable => _mask;

    /// <summary>Brings everything else up to date with the mask.</summary>
    public void Summarise()
    {
        Count = _mask.AsSpan().Count((byte)1);
        Span = Count == 0 ? default : _mask.AsSpan().IndexOf((byte)1)..(_mask.AsSpan().LastIndexOf((byte)1) + 1);
    }
}
