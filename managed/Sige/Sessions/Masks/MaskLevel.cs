using Sige.Devices;
using Sige.Graphs;

namespace Sige.Sessions;

/// <summary>The active pixels of one resolution.</summary>
internal sealed class MaskLevel(Device device, Resolution resolution) : IDisposable
{
    public Resolution Resolution { get; } = resolution;

    public ActiveSet Active { get; } = new(device, resolution);

    public ActiveCounts Counts { get; set; }

    /// <summary>Pixels that the 4x4 blocks of the reference cover.</summary>
    public long BlockPixels { get; set; }

    public double Share => (double)Counts.Pixels / Resolution.PixelCount;

    public void Dispose() => Active.Dispose();
}
