using Sige.Devices;
using Sige.Sessions;
using Sige.Tensors;

namespace Sige.Diffusion;

/// <summary>Where a picture is edited, and where it, or the latent that stands for it, is denoised.</summary>
internal sealed class EditMask
{
    private readonly Resolution _size;
    private readonly MaskOptions _options;
    private readonly byte[] _changed;
    private readonly LatentMask? _latent;

    /// <summary>Allocates the mask.</summary>
    /// <param name="size">Height and width of the pictures.</param>
    /// <param name="denoised">Those of what is denoised: the picture, or its latent, which halvings of the picture reach.</param>
    /// <param name="options">How far the edit is dilated.</param>
    public EditMask(Resolution size, Resolution denoised, MaskOptions options)
    {
        _size = size;
        _options = options;
        _changed = new byte[size.PixelCount];
        Denoised = new DenoisedPixels(denoised);
        _latent = size == denoised ? null : new LatentMask(size, denoised, options);
    }

    /// <summary>1 where the picture is edited, [H, W], before any dilation.</summary>
    public ReadOnlySpan<byte> Changed => _changed;

    /// <summary>Where the picture is denoised: the edited pixels, dilated.</summary>
    public DenoisedPixels Denoised { get; }

    /// <summary>Pixels that are edited.</summary>
    public int ChangedCount { get; private set; }

    /// <summary>Compares two pictures, [H, W, C], and dilates what differs.</summary>
    public void Build(ReadOnlySpan<float> original, ReadOnlySpan<float> edited)
    {
        PixelDifferences.Mark(original, edited, _options.Epsilon, _changed);
        Dilate();
    }

    /// <summary>Takes the pixels of a mask, [H, W], any value but 0, and dilates them.</summary>
    public void Build(ReadOnlySpan<byte> mask)
    {
        for (int i = 0; i < mask.Length; i++)
            _changed[i] = mask[i] == 0 ? (byte)0 : (byte)1;
        Dilate();
    }

    /// <summary>Gives the edited picture at the changed pixels and the original elsewhere, [H, W, C].</summary>
    public void Compose(ReadOnlySpan<float> original, ReadOnlySpan<float> edited, Span<float> destination)
    {
        int channels = original.Length / _changed.Length;
        original.CopyTo(destination);
        for (int pixel = 0; pixel < _changed.Length; pixel++)
        {
            if (_changed[pixel] != 0)
                edited.Slice(pixel * channels, channels).CopyTo(destination[(pixel * channels)..]);
        }
    }

    private void Dilate()
    {
        if (_latent is null)
            Masks.Dilate(_changed, _size, _options.FirstDilation, Denoised.Writable);
        else
            _latent.Find(_changed, Denoised.Writable);
        Denoised.Summarise();
        ChangedCount = _changed.AsSpan().Count((byte)1);
    }
}
