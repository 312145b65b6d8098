using Sige.Cli.Output;
using Sige.Imaging;

namespace Sige.Cli.Pages;

/// <summary>A picture of a page. <paramref name="Source"/> is the picture itself, a <c>data:</c> address; <paramref name="CanCompare"/> whether it is of use in the slider.</summary>
internal sealed record PagePicture(string Title, string Alt, string Source, int Width, int Height, bool CanCompare)
{
    /// <summary>Title of the picture before the edit.</summary>
    public const string OriginalTitle = "Original";

    /// <summary>Title of the picture that the edit gave.</summary>
    public const string ResultTitle = "Incremental result";

    /// <summary>Large ones bring a difference of one step of 255 to where it can be seen.</summary>
    private static readonly int[] Gains = [100, 50, 20, 10];

    /// <summary>The pictures of an edit, in the order in which they came about.</summary>
    public static IReadOnlyList<PagePicture> AllOf(EditAccount edit)
    {
        var pictures = new List<PagePicture> { Of(OriginalTitle, "The picture before the edit.", edit.Original) };
        pictures.AddRange(edit.Given.Select(given => Of(given.Title, given.Alt, given.Picture)));
        pictures.Add(Of(ResultTitle, "The edited picture, computed where the edit reaches.", edit.Result));
        if (edit.Dense is { } dense)
            pictures.Add(Of("Dense result", "The edited picture, computed whole.", dense));
        (RgbImage reference, string name, int least) = edit.Dense is null ? (edit.Original, "original", 2) : (edit.Dense, "dense result", Gains[^1]);
        int gain = GainFor(reference, edit.Result, least);
        pictures.Add(Of(
            Figures.Write($"Difference to the {name} ×{gain}"),
            $"Where the incremental result differs from the {name}; black where the two agree.",
            AmplifiedDifference.Between(reference, edit.Result, gain)) with
        { CanCompare = false });
        return pictures;
    }

    /// <summary>A picture's file as an address.</summary>
    public static string Embed(RgbImage picture) => $"data:image/png;base64,{Convert.ToBase64String(picture.ToPng())}";

    private static PagePicture Of(string title, string alt, RgbImage picture) => new(title, alt, Embed(picture), picture.Width, picture.Height, CanCompare: true);

    /// <summary>The largest gain that keeps the largest difference inside 255; at least one that is given.</summary>
    private static int GainFor(RgbImage expected, RgbImage actual, int least)
    {
        double largest = ImageComparison.Between(expected, actual).MaxAbsoluteDifference;
        return Gains.FirstOrDefault(gain => gain * largest <= byte.MaxValue, least);
    }
}
