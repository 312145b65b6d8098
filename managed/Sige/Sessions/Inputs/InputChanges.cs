using Sige.Tensors;

namespace Sige.Sessions;

/// <summary>What an edit changes of a session's inputs: where, before any dilation, and which of them.</summary>
/// <param name="size">The size of the inputs.</param>
/// <param name="maskScale">How many of the picture's pixels, in height and width, stand for one of the inputs'.</param>
/// <param name="inputCount">How many inputs there are.</param>
internal sealed class InputChanges(Resolution size, int maskScale, int inputCount)
{
    private readonly bool[] _dirty = new bool[inputCount];

    /// <summary>The pixels of the inputs.</summary>
    public ChangedPixels Pixels { get; } = new(size);

    /// <summary>The pixels of the picture, where that is larger than the inputs.</summary>
    public PictureMask? Picture { get; } = maskScale == 1 ? null : new PictureMask(size, maskScale);

    /// <summary>In the order of the graph, whether each input changes.</summary>
    public Span<bool> Dirty => _dirty;

    /// <summary>The changed pixels of the picture that the inputs stand for, [H, W], 0 or 1.</summary>
    public ReadOnlySpan<byte> Mask => Picture?.Pixels ?? Pixels.Mask;

    /// <summary>The share of changed pixels, in percent.</summary>
    public double Percent => Picture?.Percent ?? 100.0 * Pixels.Count / Pixels.Resolution.PixelCount;

    /// <summary>Whether another edit changes the same inputs at the same pixels: it computes the same pixels of every tensor, too.</summary>
    public bool AreThoseOf(InputChanges other) =>
        Dirty.SequenceEqual(other.Dirty) && Pixels.Mask.AsSpan().SequenceEqual(other.Pixels.Mask) && Mask.SequenceEqual(other.Mask);
}
