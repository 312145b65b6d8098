using Sige.Bench.Edits;
using Sige.Tensors;

namespace Sige.Bench.Fidelity;

/// <summary>An edit whose error is measured.</summary>
/// <param name="Name">What it is, for tables.</param>
/// <param name="Mark">Gives [H, W] of a picture, 1 where the edit changes it.</param>
internal sealed record FidelityEdit(string Name, Func<Resolution, byte[]> Mark)
{
    private const int SmallSide = 3;

    /// <summary>The edits that errors are told of: the smallest, those at the picture's rim, thin, usual and large ones.</summary>
    public static IReadOnlyList<FidelityEdit> All { get; } =
    [
        new("1 pixel", size => Rectangle(size, size.H / 2 + 3, size.W / 2 + 5, 1, 1)),
        new("3x3 at the border", size => Rectangle(size, 0, size.W / 3, SmallSide, SmallSide)),
        new("3x3 in the corner", size => Rectangle(size, size.H - SmallSide, size.W - SmallSide, SmallSide, SmallSide)),
        new("line of half the width", size => Rectangle(size, size.H / 3, size.W / 5, 1, size.W / 2)),
        new("0.2 %, odd offset", size => Square(size, 0.002, size.H / 4 + 1, size.W / 5 + 2)),
        new("1.2 %", size => EditArea.Mark(EditForm.Rectangle, size, 1.2)),
        new("30 %", size => EditArea.Mark(EditForm.Rectangle, size, 30)),
        new("40 %", size => EditArea.Mark(EditForm.Rectangle, size, 40)),
    ];

    /// <summary>The edits of some names, or all.</summary>
    /// <param name="names">Each a name of <see cref="All"/>; none for all.</param>
    public static IReadOnlyList<FidelityEdit> Named(IReadOnlyCollection<string> names) =>
        names.Count == 0 ? All : [.. All.Where(edit => names.Contains(edit.Name))];

    private static byte[] Square(Resolution size, double share, int top, int left)
    {
        int side = (int)Math.Round(Math.Sqrt(share * size.PixelCount));
        return Rectangle(size, top, left, side, side);
    }

    private static byte[] Rectangle(Resolution size, int top, int left, int height, int width)
    {
        var mask = new byte[size.PixelCount];
        for (int y = top; y < top + height; y++)
            mask.AsSpan(y * size.W + left, width).Fill(1);
        return mask;
    }
}
