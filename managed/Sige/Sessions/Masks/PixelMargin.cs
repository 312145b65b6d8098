using System.Runtime.InteropServices;
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
            Intersect(_mask, _near);
            active.MarkAround(_mask, resolution, 0);
        }

        Set.Build(_mask, ActivePolicy.Pixels);
    }

    public void Dispose() => Set.Dispose();

    /// <summary>Keeps of a mask what another has too; eight pixels at a time, for this goes over the whole picture.</summary>
    private static void Intersect(Span<byte> mask, ReadOnlySpan<byte> other)
    {
        Span<ulong> words = MemoryMarshal.Cast<byte, ulong>(mask);
        ReadOnlySpan<ulong> others = MemoryMarshal.Cast<byte, ulong>(other);
        for (int i = 0; i < words.Length; i++)
            words[i] &= others[i];
        for (int i = words.Length * sizeof(ulong); i < mask.Length; i++)
            mask[i] &= other[i];
    }
}
