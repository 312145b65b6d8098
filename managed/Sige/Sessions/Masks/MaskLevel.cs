using Sige.Devices;
using Sige.Tensors;

namespace Sige.Sessions;

/// <summary>The active pixels of one resolution.</summary>
internal sealed class MaskLevel(Device device, Resolution resolution) : IDisposable
{
    private readonly List<PixelMargin> _margins = [];

    public Resolution Resolution { get; } = resolution;

    public ActiveSet Active { get; } = new(device, resolution);

    public ActiveCounts Counts { get; private set; }

    /// <summary>Pixels that the 4x4 blocks of the reference cover.</summary>
    public long BlockPixels { get; set; }

    public double Share => (double)Counts.Pixels / Resolution.PixelCount;

    /// <summary>What all sets hold.</summary>
    public long Bytes => Counts.Bytes + _margins.Sum(margin => margin.Bytes);

    /// <summary>Wants the active pixels with a margin from the next build on.</summary>
    public void Want(EditMargin margin)
    {
        if (!margin.IsNone && !_margins.Exists(wanted => wanted.Margin == margin))
            _margins.Add(new PixelMargin(device, Resolution, margin));
    }

    /// <summary>The active pixels with a margin that is wanted.</summary>
    public (ActiveSet Set, int Pixels) Within(EditMargin margin)
    {
        if (margin.IsNone)
            return (Active, Counts.Pixels);
        PixelMargin wanted = _margins.Find(wanted => wanted.Margin == margin)!;
        return (wanted.Set, wanted.Pixels);
    }

    /// <summary>Builds all sets.</summary>
    /// <param name="queue">The queue.</param>
    /// <param name="mask">[H, W], 0 or 1.</param>
    /// <param name="policy">How the mask becomes active pixels.</param>
    /// <param name="changed">The changed pixels at full size, dilated once.</param>
    public void Build(Queue queue, DeviceBuffer mask, ActivePolicy policy, PixelRuns changed)
    {
        Active.Build(queue, mask, policy);
        Counts = Active.Query(queue);
        if (_margins.Count == 0)
            return;
        var active = new PixelRuns(Active.ReadPixels(queue), Resolution);
        foreach (PixelMargin margin in _margins)
            margin.Build(queue, active, changed);
    }

    public void Dispose()
    {
        Active.Dispose();
        foreach (PixelMargin margin in _margins)
            margin.Dispose();
    }
}
