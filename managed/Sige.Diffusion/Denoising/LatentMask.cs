using Sige.Devices;
using Sige.Sessions;
using Sige.Tensors;

namespace Sige.Diffusion;

/// <summary>Finds the pixels of a latent that an edit of its picture reaches: dilated, halved and cut at the threshold, as active pixels are found.</summary>
/// <remarks>All of them are active when a session with the same masks runs, which dilates once more.</remarks>
internal sealed class LatentMask
{
    private readonly Resolution[] _sizes;
    private readonly MaskOptions _options;
    private readonly byte[] _dilated;
    private float[] _source;
    private float[] _halved;

    /// <summary>Allocates what halving takes.</summary>
    /// <param name="picture">Height and width of the picture.</param>
    /// <param name="latent">Those of the latent: the picture's, halved several times.</param>
    /// <param name="options">How masks are made.</param>
    public LatentMask(Resolution picture, Resolution latent, MaskOptions options)
    {
        _options = options;
        var sizes = new List<Resolution> { picture };
        while (sizes[^1] != latent)
            sizes.Add(new Resolution(sizes[^1].H / 2, sizes[^1].W / 2));
        _sizes = [.. sizes];
        _dilated = new byte[picture.PixelCount];
        _source = new float[picture.PixelCount];
        _halved = new float[picture.PixelCount];
    }

    /// <summary>Finds the pixels.</summary>
    /// <param name="changed">1 where the picture is edited, [H, W].</param>
    /// <param name="destination">Receives 1 or 0 for each pixel of the latent, [h, w].</param>
    public void Find(ReadOnlySpan<byte> changed, Span<byte> destination)
    {
        Masks.Dilate(changed, _sizes[0], _options.FirstDilation, _dilated);
        for (int i = 0; i < _dilated.Length; i++)
            _source[i] = _dilated[i];
        for (int level = 1; level < _sizes.Length; level++)
        {
            Masks.Downsample(Part(_source, level - 1), _sizes[level - 1], Part(_halved, level), _sizes[level]);
            (_source, _halved) = (_halved, _source);
        }

        Masks.Threshold(Part(_source, _sizes.Length - 1), _sizes[^1], _options.Threshold, destination);
    }

    private Span<float> Part(float[] values, int level) => values.AsSpan(0, (int)_sizes[level].PixelCount);
}
