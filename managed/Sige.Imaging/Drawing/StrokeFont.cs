using System.Collections.Frozen;
using SkiaSharp;

namespace Sige.Imaging.Drawing;

/// <summary>
/// Draws text as round strokes along built-in centre lines. A machine without fonts draws nothing through Skia's text
/// calls, and with fonts each machine draws something else; these letters need no font and are the same everywhere.
/// </summary>
internal static class StrokeFont
{
    private const float LetterSpacing = 3.9f;
    private const float RegularStroke = 1.6f;
    private const float BoldStroke = 2.4f;

    private static readonly FrozenDictionary<char, SKPath> Paths =
        StrokeGlyphs.All.ToFrozenDictionary(glyph => glyph.Key, glyph => SKPath.ParseSvgPathData(glyph.Value.Path));

    private static readonly SKPath UnknownPath = SKPath.ParseSvgPathData(StrokeGlyphs.Unknown.Path);

    /// <summary>Width of a text in pixels, strokes included.</summary>
    public static float Measure(string text, TextStyle style)
    {
        float stroke = StrokeOf(style);
        float width = 0;
        foreach (char letter in text)
            width += AdvanceOf(letter, stroke);
        return Math.Max(0, width - LetterSpacing + RegularStroke) * style.CapHeight / StrokeGlyphs.CapHeight;
    }

    /// <summary>Draws a text.</summary>
    /// <param name="canvas">Where to draw.</param>
    /// <param name="text">The text; a character without a shape becomes a box.</param>
    /// <param name="x">Left end in pixels.</param>
    /// <param name="top">Top of the capitals in pixels.</param>
    /// <param name="style">Size, weight and colour.</param>
    public static void Draw(SKCanvas canvas, string text, float x, float top, TextStyle style)
    {
        float stroke = StrokeOf(style);
        using var paint = new SKPaint
        {
            Color = style.Color,
            Style = SKPaintStyle.Stroke,
            StrokeWidth = stroke,
            StrokeCap = SKStrokeCap.Round,
            StrokeJoin = SKStrokeJoin.Round,
            IsAntialias = true,
        };
        canvas.Save();
        canvas.Translate(x, top);
        canvas.Scale(style.CapHeight / StrokeGlyphs.CapHeight);
        canvas.Translate(stroke / 2, 0);
        foreach (char letter in text)
        {
            canvas.DrawPath(Paths.GetValueOrDefault(letter, UnknownPath), paint);
            canvas.Translate(AdvanceOf(letter, stroke), 0);
        }

        canvas.Restore();
    }

    private static float StrokeOf(TextStyle style) => style.IsBold ? BoldStroke : RegularStroke;

    private static float AdvanceOf(char letter, float stroke) =>
        StrokeGlyphs.All.GetValueOrDefault(letter, StrokeGlyphs.Unknown).Width + LetterSpacing + stroke - RegularStroke;
}

/// <summary>How a text looks.</summary>
/// <param name="CapHeight">Height of a capital in pixels.</param>
/// <param name="Color">Colour of the strokes.</param>
/// <param name="IsBold">Thicker strokes.</param>
internal readonly record struct TextStyle(float CapHeight, SKColor Color, bool IsBold = false);
