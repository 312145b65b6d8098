using Sige.Sessions;
using Sige.Tensors;

namespace Sige.Diffusion;

/// <summary>Lays an edited picture over the original: whole inside a mask, fading out around it.</summary>
/// <param name="size">Height and width of the pictures.</param>
/// <param name="width">The distance in pixels from the mask up to which something of the edited picture is left; 0 for a hard edge.</param>
internal sealed class FeatheredMask(Resolution size, int width)
{
    private readonly int[] _rowDistances = new int[size.PixelCount];

    /// <summary>Lays a picture over another.</summary>
    /// <param name="original">[H, W, C].</param>
    /// <param name="edited">[H, W, C].</param>
    /// <param name="mask">1 where the edited picture is to be seen, [H, W].</param>
    /// <param name="destination">Receives [H, W, C].</param>
    public void Compose(ReadOnlySpan<float> original, ReadOnlySpan<float> edited, ReadOnlySpan<byte> mask, Span<float> destination)
    {
        original.CopyTo(destination);
        if (PixelRegion.Around(mask, size) is not { } box)
            return;
        int channels = original.Length / mask.Length;
        PixelRegion reached = box.Grow(width, size);
        for (int y = reached.Y; y < reached.EndY; y++)
            FindRowDistances(mask, y, reached);
        for (int y = reached.Y; y < reached.EndY; y++)
        {
            for (int x = reached.X; x < reached.EndX; x++)
            {
                float share = ShareAt(y, x, reached);
                int pixel = (y * size.W + x) * channels;
                for (int i = pixel; share > 0 && i < pixel + channels; i++)
                    destination[i] += share * (edited[i] - destination[i]);
            }
        }
    }

    /// <summary>How far each pixel of a row is from the mask's nearest pixel in that row.</summary>
    private void FindRowDistances(ReadOnlySpan<byte> mask, int y, PixelRegion reached)
    {
        Span<int> row = _rowDistances.AsSpan(y * size.W, size.W);
        ReadOnlySpan<byte> marked = mask.Slice(y * size.W, size.W);
        int distance = width + 1;
        for (int x = reached.X; x < reached.EndX; x++)
            row[x] = distance = marked[x] != 0 ? 0 : Math.Min(distance + 1, width + 1);
        distance = width + 1;
        for (int x = reached.EndX - 1; x >= reached.X; x--)
        {
            distance = marked[x] != 0 ? 0 : Math.Min(distance + 1, width + 1);
            row[x] = Math.Min(row[x], distance);
        }
    }

    /// <summary>1 in the mask, falling evenly with the distance from it.</summary>
    private float ShareAt(int y, int x, PixelRegion reached)
    {
        int nearest = (width + 1) * (width + 1);
        for (int dy = -width; dy <= width; dy++)
        {
            if (y + dy < reached.Y || y + dy >= reached.EndY)
                continue;
            int dx = _rowDistances[(y + dy) * size.W + x];
            nearest = Math.Min(nearest, dx * dx + dy * dy);
        }

        return nearest > width * width ? 0 : 1 - MathF.Sqrt(nearest) / (width + 1);
    }
}
