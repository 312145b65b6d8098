namespace Sige.Imaging;

/// <summary>What is done with a picture whose sides are no multiples of what a network takes. It is never stretched.</summary>
public enum PictureFit
{
    /// <summary>The middle of it is taken; the rest stays as it is.</summary>
    Crop,

    /// <summary>Its last column and row are repeated; what that adds is cut off again.</summary>
    Pad,
}
