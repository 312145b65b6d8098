namespace Sige.Sessions;

/// <summary>Options of one edit.</summary>
public sealed record EditOptions
{
    /// <summary>
    /// Which pixels count as changed, [H, W] of the inputs, 0 or 1; elsewhere the new input is not looked at. With a
    /// <see cref="SessionOptions.MaskScale"/> the mask is larger by it, and the inputs are taken wherever they differ. Null for the pixels
    /// that differ.
    /// </summary>
    public ReadOnlyMemory<byte>? Mask { get; init; }
}
