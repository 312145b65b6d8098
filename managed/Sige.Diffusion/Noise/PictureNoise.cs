namespace Sige.Diffusion;

/// <summary>Draws the noise of pictures in PyTorch's order, channel by channel, and lays it out pixel by pixel.</summary>
public sealed class PictureNoise
{
    private readonly int _channels;
    private readonly float[] _planes;

    /// <summary>Noise for pictures of one size.</summary>
    /// <param name="height">Rows.</param>
    /// <param name="width">Pixels in a row.</param>
    /// <param name="channels">Numbers in a pixel.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is not positive.</exception>
    public PictureNoise(int height, int width, int channels)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(height);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(width);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(channels);
        _channels = channels;
        _planes = new float[height * width * channels];
    }

    /// <summary>Numbers in a picture.</summary>
    public int Length => _planes.Length;

    /// <summary>Draws as <c>torch.randn(1, C, H, W)</c> does.</summary>
    /// <param name="generator">Draws the numbers.</param>
    /// <param name="destination">Receives them as [H, W, C].</param>
    /// <exception cref="ArgumentException"><paramref name="destination"/> has another length.</exception>
    public void Next(TorchGenerator generator, Span<float> destination)
    {
        ArgumentNullException.ThrowIfNull(generator);
        Lengths.Check(destination.Length, _planes.Length, nameof(destination));
        generator.NextRandn(_planes);
        int area = _planes.Length / _channels;
        for (int channel = 0; channel < _channels; channel++)
            for (int pixel = 0; pixel < area; pixel++)
                destination[pixel * _channels + channel] = _planes[channel * area + pixel];
    }
}
