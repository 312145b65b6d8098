namespace Sige.Imaging;

/// <summary>
/// How the stored rows and columns of a picture are to be shown; the values are those of the Exif tag.
/// Source: CIPA DC-008 (Exif 2.32), 4.6.4 A, tag 274 Orientation.
/// </summary>
internal enum ExifOrientation
{
    /// <summary>As stored.</summary>
    Upright = 1,

    /// <summary>Left and right are exchanged.</summary>
    MirroredHorizontally = 2,

    /// <summary>Turned by 180 degrees.</summary>
    UpsideDown = 3,

    /// <summary>Top and bottom are exchanged.</summary>
    MirroredVertically = 4,

    /// <summary>Rows and columns are exchanged.</summary>
    Transposed = 5,

    /// <summary>To be turned clockwise by 90 degrees.</summary>
    TurnClockwise = 6,

    /// <summary>Rows and columns are exchanged along the other diagonal.</summary>
    Transversed = 7,

    /// <summary>To be turned counterclockwise by 90 degrees.</summary>
    TurnCounterclockwise = 8,
}
