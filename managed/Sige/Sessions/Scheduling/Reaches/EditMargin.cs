namespace Sige.Sessions;

/// <summary>The pixels around the active ones that an edit computes, too.</summary>
/// <param name="Width">How many rows and columns on each side; 0 for none.</param>
/// <param name="Reach">Only those so near to a changed pixel, in pixels of the step's own resolution; null for all.</param>
internal readonly record struct EditMargin(int Width, int? Reach = null)
{
    public bool IsNone => Width == 0;

    /// <summary>A margin that holds both.</summary>
    public EditMargin Union(EditMargin other) => (IsNone, other.IsNone) switch
    {
        (true, _) => other,
        (_, true) => this,
        _ => new EditMargin(Math.Max(Width, other.Width), Reach is { } reach && other.Reach is { } otherReach ? Math.Max(reach, otherReach) : null),
    };
}
