using Sige.Imaging;
using Sige.Sessions;
using static Sige.Bench.SdEdit.StreetEditKind;

namespace Sige.Bench.SdEdit;

/// <summary>The pictures that are edited: that of the demo with its strokes, and three parts of the street that its generator paints.</summary>
internal static class StreetScenes
{
    private const int Side = 128;

    private static readonly byte[] Brick = [196, 108, 76], Glass = [70, 84, 110], Leaf = [52, 118, 40], Red = [214, 52, 40], Dark = [30, 34, 60];

    /// <summary>Loads the pictures and edits them.</summary>
    public static IReadOnlyList<StreetScene> Load()
    {
        RgbImage street = StreetFiles.LoadStreet();
        return [Demo(), Left(street.Crop(0, 0, Side, Side)), Middle(street.Crop(64, 0, Side, Side)), Right(street.Crop(128, 0, Side, Side))];
    }

    private static StreetScene Demo() => new("demo", StreetFiles.LoadDemoPicture("original"),
    [
        new("house", Strokes, StreetFiles.LoadDemoPicture("house")),
        new("car", Strokes, StreetFiles.LoadDemoPicture("car")),
        new("tree", Strokes, StreetFiles.LoadDemoPicture("tree")),
        new("sign", Removed, StreetFiles.LoadDemoPicture("sign")),
    ]);

    private static StreetScene Left(RgbImage picture) => new("left", picture,
    [
        Draw(picture, "bush", Strokes, brush => brush.Ellipse(new PixelRegion(60, 66, 16, 22), Leaf)),
        Draw(picture, "small car", Removed, brush => brush.Erase(new PixelRegion(63, 1, 17, 28))),
        Draw(picture, "red car", Recoloured, brush => brush.Redden(new PixelRegion(78, 32, 30, 50))),
        Draw(picture, "second tree", Moved, brush => brush.Copy(new PixelRegion(32, 15, 38, 36), 32, 66)),
    ]);

    private static StreetScene Middle(RgbImage picture) => new("middle", picture,
    [
        Draw(picture, "person", Strokes, brush =>
        {
            brush.Rectangle(new PixelRegion(88, 103, 10, 9), Red);
            brush.Rectangle(new PixelRegion(98, 104, 10, 7), Dark);
        }),
        Draw(picture, "person", Removed, brush => brush.Erase(new PixelRegion(60, 80, 24, 12))),
        Draw(picture, "red car", Recoloured, brush => brush.Redden(new PixelRegion(80, 32, 30, 52))),
        Draw(picture, "second sign", Moved, brush => brush.Copy(new PixelRegion(18, 61, 10, 10), 30, 108)),
    ]);

    private static StreetScene Right(RgbImage picture) => new("right", picture,
    [
        Draw(picture, "storeys", Strokes, brush =>
        {
            brush.Rectangle(new PixelRegion(14, 50, 30, 22), Brick);
            for (int window = 0; window < 6; window++)
                brush.Rectangle(new PixelRegion(18 + window / 2 * 9, 53 + window % 2 * 10, 5, 6), Glass);
        }),
        Draw(picture, "tree", Removed, brush => brush.Erase(new PixelRegion(20, 7, 30, 40))),
        Draw(picture, "red car", Recoloured, brush => brush.Redden(new PixelRegion(77, 55, 26, 46))),
        Draw(picture, "second person", Moved, brush => brush.Copy(new PixelRegion(67, 105, 33, 14), 78, 34)),
    ]);

    private static StreetEdit Draw(RgbImage original, string name, StreetEditKind kind, Action<StreetBrush> draw)
    {
        var brush = new StreetBrush(original);
        draw(brush);
        return new StreetEdit(name, kind, brush.Picture);
    }
}
