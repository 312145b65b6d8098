using Sige.Graphs;
using Sige.Models;
using Sige.Sessions;
using Sige.Tensors;

namespace Sige.Tests.Sessions;

/// <summary>A network with inputs to record and ways to edit them.</summary>
internal sealed class CachedCase
{
    private readonly Func<Graph> _graph;
    private readonly Func<int, SessionInput[]> _recorded;
    private readonly Func<SessionInput[], byte[], int, SessionInput[]> _change;

    private CachedCase(
        Resolution size, Resolution sparseFrom, Func<Graph> graph, Func<int, SessionInput[]> recorded,
        Func<SessionInput[], byte[], int, SessionInput[]> change)
    {
        (Size, SparseFrom, _graph, _recorded, _change) = (size, sparseFrom, graph, recorded, change);
    }

    public Resolution Size { get; }

    public Resolution SparseFrom { get; }

    public SessionOptions Session => new() { SparseFrom = SparseFrom, BreakEven = 2 };

    /// <summary>A network by name.</summary>
    public static CachedCase Of(string name) => name switch
    {
        "general" => General(),
        "gaugan" => Spade(GauGan.Random(2)),
        "ddpm-like" => UNet(TimeForm.Additive),
        "pd-like" => UNet(TimeForm.Adaptive),
        "sd-like" => UNet(TimeForm.Conditional),
        "gc" => Spade(GanCompression.Random([2, 2, 2, 3, 2, 2, 2, 2])),
        _ => throw new ArgumentOutOfRangeException(nameof(name), name, "No such case."),
    };

    public Graph Graph() => _graph();

    /// <summary>What a slot records.</summary>
    public SessionInput[] Recorded(int slot) => _recorded(slot);

    /// <summary>What a slot recorded, changed at the pixels of a mask.</summary>
    public SessionInput[] Edited(int slot, byte[] mask, int variant = 0) => _change(_recorded(slot), mask, variant);

    /// <summary>A mask of some rectangles.</summary>
    public byte[] Mask(params (int Y, int X, int H, int W)[] rectangles)
    {
        var mask = new byte[Size.PixelCount];
        foreach ((int y, int x, int h, int w) in rectangles)
        {
            for (int row = y; row < y + h; row++)
                mask.AsSpan(row * Size.W + x, w).Fill(1);
        }

        return mask;
    }

    private static CachedCase General()
    {
        const int Images = 2, Channels = 5;
        var size = new Resolution(32, 48);
        return new CachedCase(
            size, new Resolution(16, 24), GeneralGraph.Build, slot => [new("x", Noise(slot + 1, Images * (int)size.PixelCount * Channels))],
            (inputs, mask, variant) => [Paint(inputs[0], mask, Channels, variant)]);
    }

    private static CachedCase Spade(SpadeGenerator generator)
    {
        var size = new Resolution(128, 192);
        return new CachedCase(
            size, new Resolution(8, 12), () => generator.BuildGraph(size.H, size.W), slot => Scene.Random(size.H, size.W, 2 * slot + 1).Inputs,
            (inputs, mask, variant) => [Relabel(inputs[0], mask, variant), Paint(inputs[1], mask, 1, variant)]);
    }

    private static CachedCase UNet(TimeForm form)
    {
        var size = new Resolution(SmallUNet.Height, SmallUNet.Width);
        return new CachedCase(
            size, SmallUNet.Options.SparseFrom, () => SmallUNet.Build(form), slot => SmallUNet.Inputs(SmallUNet.Picture(slot + 1), form),
            (inputs, mask, variant) => [Paint(inputs[0], mask, 3, variant), .. inputs[1..]]);
    }

    private static SessionInput Paint(SessionInput input, byte[] mask, int channels, int variant)
    {
        float[] values = input.Floats.ToArray();
        for (int i = 0; i < values.Length; i++)
        {
            if (mask[i / channels % mask.Length] != 0)
                values[i] = 0.75f + 0.125f * variant - values[i];
        }

        return new SessionInput(input.Name, values);
    }

    private static SessionInput Relabel(SessionInput input, byte[] mask, int variant)
    {
        byte[] labels = input.Bytes.ToArray();
        for (int i = 0; i < labels.Length; i++)
            labels[i] = mask[i] != 0 ? (byte)((labels[i] + 7 + variant) % 35) : labels[i];
        return new SessionInput(input.Name, labels);
    }

    private static float[] Noise(int seed, int count)
    {
        var random = new Random(seed);
        var values = new float[count];
        for (int i = 0; i < count; i++)
            values[i] = 2 * random.NextSingle() - 1;
        return values;
    }
}
