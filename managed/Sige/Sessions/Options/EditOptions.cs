namespace Sige.Sessions;

/// <summary>Options of one edit.</summary>
public sealed record EditOptions
{
    /// <summary>
    /// Which pixels count as changed, [H, W] of the inputs, 0 or 1; elsewhere the new input is not looked at. Null for those that
    /// differ.
    /// </summary>
    public ReadOnlyMemory<byte>? Mask { get; init; }
}
