using Sige.Models;
using Sige.Sessions;
using Sige.Tensors;

namespace Sige.Bench.Workloads;

/// <summary>A made-up label map with edits of it.</summary>
internal sealed class LabelScene : Scene
{
    private const int BlockSide = 32;

    private readonly int _labelCount;
    private readonly byte[] _labels;
    private readonly float[] _edges;

    /// <summary>Makes squares of labels, the same each time, with edges where they meet.</summary>
    /// <param name="size">The picture.</param>
    /// <param name="labelCount">Label classes, at least 3 so that there are two edits.</param>
    public LabelScene(Resolution size, int labelCount)
        : base(size)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(labelCount, 3);
        _labelCount = labelCount;
        _labels = new byte[size.PixelCount];
        _edges = new float[size.PixelCount];
        for (int y = 0; y < size.H; y++)
        {
            for (int x = 0; x < size.W; x++)
            {
                int pixel = y * size.W + x;
                _labels[pixel] = (byte)((7 * (y / BlockSide) + 3 * (x / BlockSide)) % labelCount);
                _edges[pixel] = IsBorder(y, size.H) || IsBorder(x, size.W) ? 1 : 0;
            }
        }
    }

    /// <inheritdoc/>
    public override SessionInput[] Original => Inputs(_labels);

    /// <inheritdoc/>
    public override SessionInput[][] Edits(ReadOnlySpan<byte> mask) => [Inputs(Relabel(mask, 1)), Inputs(Relabel(mask, 2))];

    private static bool IsBorder(int position, int length) =>
        (position % BlockSide == 0 && position > 0) || (position % BlockSide == BlockSide - 1 && position < length - 1);

    private byte[] Relabel(ReadOnlySpan<byte> mask, int shift)
    {
        byte[] labels = [.. _labels];
        for (int i = 0; i < labels.Length; i++)
            labels[i] = (byte)((labels[i] + mask[i] * shift) % _labelCount);
        return labels;
    }

    private SessionInput[] Inputs(byte[] labels) =>
        [new SessionInput(SpadeGenerator.LabelsInput, labels), new SessionInput(SpadeGenerator.EdgesInput, _edges)];
}
