using Sige.Devices;
using Sige.Sessions;
using Sige.Tensors;

namespace Sige.Diffusion;

/// <summary>Where a picture is edited, and the dilated mask inside which it is denoised.</summary>
internal sealed class EditMask
{
    private readonly Resolution _size;
    private readonly MaskOptions _options;
    private readonly byte[] _changed;
    private readonly byte[] _dilated;

    public EditMask(Resolution size, MaskOptions options)
    {
        _size = size;
        _options = options;
        _changed = new byte[size.PixelCount];
        _dilated = new byte[size.PixelCount];
    }

    /// <summary>1 where the picture is edited, [H, W], before any dilation.</summary>
    public ReadOnlySpan<byte> Changed => _changed;

    /// <summary>1 where the picture is denoised, [H, W].</summary>
    public ReadOnlySpan<byte> Dilated => _dilated;

    /// <summary>Pixels that are edited.</summary>
    public int ChangedCount { get; private set; }

    /// <summary>Pixels that are denoised.</summary>
    public int DilatedCount { get; private set; }

    /// <summary>The shortest run of pixels, row by row, that holds all of the dilated mask.</summary>
    public Range Span { get; private set; }

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
        Masks.Dilate(_changed, _size, _options.FirstDilation, _dilated);
        ChangedCount = _changed.AsSpan().Count((byte)1);
        DilatedCount = _dilated.AsSpan().Count((byte)1);
        Span = DilatedCount == 0 ? default : _dilated.AsSpan().IndexOf((byte)1)..(_dilated.AsSpan().LastIndexOf((byte)1) + 1);
    }
}
