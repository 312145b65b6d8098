using Sige.Tensors;

namespace Sige.Sessions;

/// <summary>Neighbouring rows of a picture.</summary>
/// <param name="First">The first row.</param>
/// <param name="End">The row behind the last.</param>
internal readonly record struct RowBand(int First, int End)
{
    /// <summary>The rows that hold all pixels of a mask; the first row alone for a mask without pixels.</summary>
    /// <param name="mask">[H, W], any value but 0 for a pixel of it.</param>
    /// <param name="picture">Height and width of the mask.</param>
    public static RowBand Around(ReadOnlySpan<byte> mask, Resolution picture)
    {
        int first = mask.IndexOfAnyExcept((byte)0);
        return first < 0 ? new(0, 1) : new(first / picture.W, mask.LastIndexOfAnyExcept((byte)0) / picture.W + 1);
    }

    /// <summary>With so many rows more above and below, as far as the picture goes.</summary>
    public RowBand Grow(int rows, Resolution picture) => new(Math.Max(0, First - rows), Math.Min(picture.H, End + rows));

    /// <summary>With as many rows more as make both bounds multiples of a number that divides the picture's height.</summary>
    public RowBand Align(int multiple) => new(First / multiple * multiple, (End + multiple - 1) / multiple * multiple);

    /// <summary>The rows of a picture of half the size that stand for these, whose bounds are even.</summary>
    public RowBand Halve() => new(First / 2, End / 2);

    /// <summary>The picture that these rows of another are.</summary>
    public Resolution Size(Resolution picture) => new(End - First, picture.W);

    /// <summary>These rows of a picture's pixels.</summary>
    public Span<T> Of<T>(Span<T> pixels, Resolution picture) => pixels[(First * picture.W)..(End * picture.W)];

    /// <inheritdoc cref="Of{T}(Span{T}, Resolution)"/>
    public ReadOnlySpan<T> Of<T>(ReadOnlySpan<T> pixels, Resolution picture) => pixels[(First * picture.W)..(End * picture.W)];
}
