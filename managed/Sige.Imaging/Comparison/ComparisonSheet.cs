using System.Globalization;
using Sige.Imaging.Drawing;
using SkiaSharp;

namespace Sige.Imaging;

/// <summary>
/// One picture that shows a run of edits: a row for each edit with its input, the dense and the incremental result,
/// their amplified difference, and the pixels that the incremental run recomputed.
/// </summary>
public static class ComparisonSheet
{
    /// <summary>Most edits on one sheet.</summary>
    public const int MaxRows = 16;

    private const int DifferenceGain = 10;
    private const int PanelWidth = 512;
    private const int Margin = 48;
    private const int Gap = 20;
    private const int TitleHeight = 84;
    private const int ColumnTitleHeight = 52;
    private const int RowTitleHeight = 62;
    private const int RowGap = 26;

    private static readonly string[] ResultColumns =
        ["dense", "incremental", $"difference ×{DifferenceGain}", "recomputed pixels"];

    private static readonly SKColor Paper = new(0xFA, 0xFA, 0xF8);
    private static readonly SKColor Ink = new(0x1B, 0x1F, 0x27);
    private static readonly SKColor Quiet = new(0x68, 0x6E, 0x7A);
    private static readonly SKColor Rule = new(0xD9, 0xDA, 0xDD);
    private static readonly SKColor Accent = new(0xE8, 0x6F, 0x0C);

    /// <summary>Draws the sheet. It needs no fonts and is the same on every machine.</summary>
    /// <param name="title">Heading of the sheet; characters outside ASCII become boxes.</param>
    /// <param name="inputTitle">Heading of the column of inputs, such as <c>label map</c>.</param>
    /// <param name="rows">The edits, 1 to <see cref="MaxRows"/>, with pictures of one size.</param>
    /// <returns>The sheet; a panel is 512 pixels wide, whatever the size of the pictures.</returns>
    /// <exception cref="ArgumentException">There are no or too many rows, or pictures of different sizes.</exception>
    public static RgbImage Draw(string title, string inputTitle, IReadOnlyList<ComparisonRow> rows)
    {
        if (rows.Count is 0 or > MaxRows)
            throw new ArgumentException($"Expected 1 to {MaxRows} rows, got {rows.Count}.", nameof(rows));
        RgbImage first = rows[0].Dense;
        foreach (ComparisonRow row in rows)
            row.Check(first);
        int panelHeight = Math.Max(1, (int)((long)PanelWidth * first.Height / first.Width));
        int rowHeight = RowTitleHeight + panelHeight + RowGap;
        int width = ColumnX(ResultColumns.Length) + PanelWidth + Margin;
        int height = Margin + TitleHeight + ColumnTitleHeight + rows.Count * rowHeight + Margin - RowGap;
        using var sheet = new SKBitmap(new SKImageInfo(width, height, SKColorType.Rgba8888, SKAlphaType.Opaque));
        using var canvas = new SKCanvas(sheet);
        canvas.Clear(Paper);
        DrawHeadings(canvas, title, [inputTitle, .. ResultColumns], width);
        for (int i = 0; i < rows.Count; i++)
            DrawRow(canvas, rows[i], Margin + TitleHeight + ColumnTitleHeight + i * rowHeight, panelHeight);
        canvas.Flush();
        return RgbImage.FromBitmap(sheet);
    }

    private static int ColumnX(int column) => Margin + column * (PanelWidth + Gap);

    private static void DrawHeadings(SKCanvas canvas, string title, ReadOnlySpan<string> columns, int width)
    {
        StrokeFont.Draw(canvas, title, Margin, Margin, new TextStyle(32, Ink, IsBold: true));
        for (int column = 0; column < columns.Length; column++)
            StrokeFont.Draw(canvas, columns[column], ColumnX(column), Margin + TitleHeight, new TextStyle(20, Quiet));
        using var line = new SKPaint { Color = Rule, StrokeWidth = 2 };
        float y = Margin + TitleHeight + ColumnTitleHeight - 12;
        canvas.DrawLine(Margin, y, width - Margin, y, line);
    }

    private static void DrawRow(SKCanvas canvas, ComparisonRow row, int top, int panelHeight)
    {
        DrawRowTitle(canvas, row, top + 18);
        RgbImage difference = AmplifiedDifference.Between(row.Dense, row.Incremental, DifferenceGain);
        RgbImage active = Panels.MarkActive(row.Incremental, row.Active.Span);
        ReadOnlySpan<RgbImage> panels = [row.Input, row.Dense, row.Incremental, difference, active];
        for (int column = 0; column < panels.Length; column++)
        {
            var frame = SKRect.Create(ColumnX(column), top + RowTitleHeight, PanelWidth, panelHeight);
            DrawPanel(canvas, panels[column], frame);
        }

        DrawNotes(canvas, row, top + RowTitleHeight + panelHeight);
    }

    private static void DrawRowTitle(SKCanvas canvas, ComparisonRow row, float y)
    {
        var titleStyle = new TextStyle(24, Ink, IsBold: true);
        var figureStyle = new TextStyle(20, Quiet);
        StrokeFont.Draw(canvas, row.Title, Margin, y, titleStyle);
        float x = Margin + StrokeFont.Measure(row.Title, titleStyle);
        using var dot = new SKPaint { Color = Accent, IsAntialias = true };
        foreach (string figure in row.Figures)
        {
            canvas.DrawCircle(x + 28, y + 14, 4, dot);
            StrokeFont.Draw(canvas, figure, x + 56, y + 4, figureStyle);
            x += 56 + StrokeFont.Measure(figure, figureStyle);
        }
    }

    private static void DrawPanel(SKCanvas canvas, RgbImage picture, SKRect frame)
    {
        using SKBitmap bitmap = picture.ToBitmap();
        using SKImage image = SKImage.FromBitmap(bitmap);
        SKSamplingOptions sampling = picture.Width > PanelWidth
            ? new SKSamplingOptions(SKFilterMode.Linear, SKMipmapMode.Linear)
            : new SKSamplingOptions(SKFilterMode.Nearest);
        canvas.DrawImage(image, frame, sampling);
    }

    private static void DrawNotes(SKCanvas canvas, ComparisonRow row, float bottom)
    {
        double max = ImageComparison.Between(row.Dense, row.Incremental).MaxAbsoluteDifference;
        DrawNote(canvas, string.Create(CultureInfo.InvariantCulture, $"max {max} of 255"), ColumnX(3), bottom);
        double share = 100.0 * row.Active.Span.Count(true) / row.Active.Length;
        DrawNote(canvas, string.Create(CultureInfo.InvariantCulture, $"{share:0.0} %"), ColumnX(4), bottom);
    }

    private static void DrawNote(SKCanvas canvas, string text, float left, float bottom)
    {
        var style = new TextStyle(15, SKColors.White);
        using var chip = new SKPaint { Color = new SKColor(0, 0, 0, 150), IsAntialias = true };
        var box = SKRect.Create(left + 10, bottom - 40, StrokeFont.Measure(text, style) + 22, 30);
        canvas.DrawRoundRect(box, 6, 6, chip);
        StrokeFont.Draw(canvas, text, box.Left + 11, box.Top + 7.5f, style);
    }
}
