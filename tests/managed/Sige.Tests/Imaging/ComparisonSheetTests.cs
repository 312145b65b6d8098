using NUnit.Framework;
using Sige.Imaging;

namespace Sige.Tests.Imaging;

/// <summary>The sheet that a demo run draws.</summary>
[TestFixture]
internal sealed class ComparisonSheetTests
{
    private const int PanelWidth = 512;
    private const int PanelHeight = 256;

    [Test]
    public void Pictures_of_the_panels_size_are_shown_exactly()
    {
        ComparisonRow row = Row();
        RgbImage sheet = ComparisonSheet.Draw("title", "input", [row]);
        foreach (RgbImage picture in new[] { row.Input, row.Dense, row.Incremental })
            Assert.That(Contains(sheet, picture), Is.True);
    }

    [Test]
    public void The_difference_is_ten_times_the_pictures_difference()
    {
        ComparisonRow row = Row();
        var expected = new byte[row.Dense.Pixels.Length];
        for (int i = 0; i < expected.Length; i++)
            expected[i] = (byte)Math.Min(255, 10 * Math.Abs(row.Dense.Pixels[i] - row.Incremental.Pixels[i]));
        RgbImage sheet = ComparisonSheet.Draw("title", "input", [row]);
        Assert.That(Contains(sheet, new RgbImage(PanelWidth, PanelHeight, expected)), Is.True);
    }

    [Test]
    public void Each_row_adds_the_same_height()
    {
        int one = ComparisonSheet.Draw("title", "input", [Row()]).Height;
        int two = ComparisonSheet.Draw("title", "input", [Row(), Row()]).Height;
        int three = ComparisonSheet.Draw("title", "input", [Row(), Row(), Row()]).Height;
        Assert.That(three - two, Is.EqualTo(two - one));
        Assert.That(two - one, Is.GreaterThan(PanelHeight));
    }

    [Test]
    public void Every_ascii_letter_leaves_its_own_mark()
    {
        byte[][] sheets = [.. Enumerable.Range('!', '~' - '!' + 1).Select(letter => Titled(((char)letter).ToString()))];
        byte[] unknown = Titled("\u2603");
        Assert.That(sheets.Select(Convert.ToHexString).Distinct().Count(), Is.EqualTo(sheets.Length));
        Assert.That(sheets, Has.None.EqualTo(Titled(" ")));
        Assert.That(sheets, Has.None.EqualTo(unknown));
    }

    [Test]
    public void Rows_of_other_sizes_and_no_rows_are_refused()
    {
        Assert.That(() => ComparisonSheet.Draw("title", "input", []), Throws.ArgumentException.With.Message.Contains("got 0"));
        Assert.That(() => ComparisonSheet.Draw("title", "input", [Row() with { Input = RgbImageTests.Gradient(8, 8) }]),
            Throws.ArgumentException.With.Message.Contains("Expected 512 x 256 pixels, got 8 x 8"));
        Assert.That(() => ComparisonSheet.Draw("title", "input", [Row() with { Active = new bool[3] }]),
            Throws.ArgumentException.With.Message.Contains("got 3"));
    }

    private static ComparisonRow Row()
    {
        RgbImage dense = RgbImageTests.Gradient(PanelWidth, PanelHeight);
        byte[] changed = dense.Pixels.ToArray();
        var active = new bool[PanelWidth * PanelHeight];
        for (int i = 20_000; i < 20_400; i++)
        {
            active[i] = true;
            changed[3 * i] ^= 0x0F;
        }

        byte[] labels = dense.Pixels.ToArray();
        Array.Reverse(labels);
        return new ComparisonRow("add-car", ["1.0 %", "23.1x"], new RgbImage(PanelWidth, PanelHeight, labels), dense,
            new RgbImage(PanelWidth, PanelHeight, changed), active);
    }

    /// <summary>The sheet's upper left corner, where the title stands.</summary>
    private static byte[] Titled(string title)
    {
        RgbImage tiny = RgbImageTests.Gradient(512, 1);
        RgbImage sheet = ComparisonSheet.Draw(title, "input", [new ComparisonRow("", [], tiny, tiny, tiny, new bool[512])]);
        return [.. Enumerable.Range(36, 72).SelectMany(y => sheet.Pixels.Slice(3 * (y * sheet.Width + 36), 3 * 72).ToArray())];
    }

    /// <summary>Looks for a panel anywhere; its lowest rows may hold a note.</summary>
    private static bool Contains(RgbImage sheet, RgbImage panel)
    {
        for (int y = 0; y + panel.Height <= sheet.Height; y++)
        {
            for (int x = 0; x + panel.Width <= sheet.Width; x++)
            {
                if (RowsAgree(sheet, panel, x, y))
                    return true;
            }
        }

        return false;
    }

    private static bool RowsAgree(RgbImage sheet, RgbImage panel, int x, int y)
    {
        for (int row = 0; row < panel.Height - 48; row++)
        {
            ReadOnlySpan<byte> shown = sheet.Pixels.Slice(3 * ((y + row) * sheet.Width + x), 3 * panel.Width);
            if (!shown.SequenceEqual(panel.Pixels.Slice(3 * row * panel.Width, 3 * panel.Width)))
                return false;
        }

        return true;
    }
}
