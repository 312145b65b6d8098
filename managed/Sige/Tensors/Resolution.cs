namespace Sige.Tensors;

/// <summary>A height and width in pixels.</summary>
/// <param name="H">Height.</param>
/// <param name="W">Width.</param>
public readonly record struct Resolution(int H, int W)
{
    /// <summary>How many pixels there are.</summary>
    public long PixelCount => (long)H * W;

    /// <summary>Whether both sides are at least as long as another's.</summary>
    public bool Covers(Resolution other) => H >= other.H && W >= other.W;

    /// <summary>Height and width, such as <c>256x512</c>.</summary>
    public override string ToString() => FormattableString.Invariant($"{H}x{W}");
}
