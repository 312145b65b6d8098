using Sige.Devices;
using Sige.Tensors;

namespace Sige.Sessions;

/// <summary>The active pixels of a resolution with a margin around them.</summary>
internal sealed class PixelMargin(Device device, Resolution resolution, EditMargin margin) : IDisposable
{
    private readonly byte[] _mask = new byte[resolution.PixelCount];
    private readonly byte[] _near = new byte[margin.Reach is null ? 0 : resolution.PixelCount];

    public EditMargin Margin { get; } = margin;

    public ActiveSet Set { get; } = new(device, resolution);

    public int Pixels => Set.Counts.Pixels;

    /// <summary>Memory that the set holds.</summary>
    public long Bytes => Set.Counts.Bytes;

    /// <summary>Builds the set.</summary>
    /// <param name="active">The active pixels.</param>
    /// <param name="changed">The changed pixels at full size.</param>
    public void Build(PixelRuns active, PixelRuns changed)
    {
        _mask.AsSpan().Clear();
        active.MarkAround(_mask, resolution, Margin.Width);
        if (Margin.Reach is { } reach)
        {
            _near.AsSpan().Clear();
            changed.MarkAround(_near, resolution, reach);
            for (int i = 0; i < _mask.Length; i++)
                _mask[i] &= _near[i];
            active.MarkAround(_mask, resolution, 0);
        }

        Set.Build(_mask, ActivePolicy.Pixels);
    }

    public void Dispose() => Set.Dispose();
}
