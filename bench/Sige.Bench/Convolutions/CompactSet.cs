using Sige.Devices;
using Sige.Tensors;

namespace Sige.Bench.Convolutions;

/// <summary>Makes an active set of a given number of pixels that lie close together.</summary>
internal static class CompactSet
{
    private const int Tile = 4;

    /// <summary>Fills a block from the picture's top left row by row; it is about square, and whole tiles wide.</summary>
    public static ActiveSet Build(Device device, Resolution size, int pixels)
    {
        int width = Math.Max(Tile, (int)Math.Sqrt(pixels) / Tile * Tile);
        var mask = new byte[size.PixelCount];
        for (int i = 0; i < pixels; i++)
            mask[i / width * size.W + i % width] = 1;
        var set = new ActiveSet(device, size);
        set.Build(mask, ActivePolicy.Pixels);
        return set;
    }
}
