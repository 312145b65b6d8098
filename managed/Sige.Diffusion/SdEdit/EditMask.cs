using Sige.Devices;
using Sige.Graphs;
using Sige.Sessions;

namespace Sige.Diffusion;

/// <summary>Where an edited picture differs from the original, and the dilated mask inside which it is denoised.</summary>
internal sealed class EditMask : IDisposable
{
    private readonly Resolution _size;
    private readonly MaskOptions _options;
    private readonly DeviceBuffer _source;
    private readonly DeviceBuffer _destination;
    private readonly byte[] _changed;
    private readonly byte[] _dilated;

    public EditMask(Device device, Resolution size, MaskOptions options)
    {
        _size = size;
        _options = options;
        _changed = new byte[size.PixelCount];
        _dilated = new byte[size.PixelCount];
        _source = new DeviceBuffer(device, size.PixelCount);
        try
        {
            _destination = new DeviceBuffer(device, size.PixelCount);
        }
        catch
        {
            _source.Dispose();
            throw;
        }
    }

    /// <summary>1 where any channel differs, [H, W], before any dilation.</summary>
    public ReadOnlySpan<byte> Changed => _changed;

    /// <summary>1 where the picture is denoised, [H, W].</summary>
    public ReadOnlySpan<byte> Dilated => _dilated;

    /// <summary>Pixels that differ.</summary>
    public int ChangedCount { get; private set; }

    /// <summary>Pixels that are denoised.</summary>
    public int DilatedCount { get; private set; }

    /// <summary>The shortest run of pixels, row by row, that holds all of the dilated mask.</summary>
    public Range Span { get; private set; }

    /// <summary>Marks the pixels of which any channel differs by more than a bound.</summary>
    public static void FindChanges(ReadOnlySpan<float> original, ReadOnlySpan<float> edited, float epsilon, Span<byte> changed)
    {
        int channels = original.Length / changed.Length;
        for (int pixel = 0; pixel < changed.Length; pixel++)
        {
            bool differs = false;
            for (int i = pixel * channels; i < (pixel + 1) * channels; i++)
                differs |= Math.Abs(original[i] - edited[i]) > epsilon;
            changed[pixel] = differs ? (byte)1 : (byte)0;
        }
    }

    /// <summary>Compares two pictures, [H, W, C], and dilates what differs.</summary>
    public void Build(Queue queue, ReadOnlySpan<float> original, ReadOnlySpan<float> edited)
    {
        FindChanges(original, edited, _options.Epsilon, _changed);
        _source.Write(queue, (ReadOnlySpan<byte>)_changed);
        Masks.Dilate(queue, _source, _size, _options.FirstDilation, _destination);
        _destination.Read(queue, (Span<byte>)_dilated);
        ChangedCount = _changed.AsSpan().Count((byte)1);
        DilatedCount = _dilated.AsSpan().Count((byte)1);
        Span = DilatedCount == 0 ? default : _dilated.AsSpan().IndexOf((byte)1)..(_dilated.AsSpan().LastIndexOf((byte)1) + 1);
    }

    public void Dispose()
    {
        _source.Dispose();
        _destination.Dispose();
    }
}
