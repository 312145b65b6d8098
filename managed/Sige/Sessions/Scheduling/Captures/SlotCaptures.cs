namespace Sige.Sessions;

/// <summary>
/// The captures of a cached session's edits, one for each slot: what its edits load lies in the slot. A shape that comes to a slot for the
/// first time costs no more than being noted; once it is captured the slot's next edit of the shape is one launch.
/// </summary>
/// <param name="slots">How many slots there are.</param>
/// <param name="steps">The steps of the plan.</param>
internal sealed class SlotCaptures(int slots, int steps) : IDisposable
{
    private readonly (int[] Shape, CapturedRun Edit)?[] _slots = new (int[] Shape, CapturedRun Edit)?[slots];

    /// <summary>Finds where the edits of a shape are captured, or are to be; null if the slot's last edit was of another.</summary>
    public CapturedRun? Find(int slot, ReadOnlySpan<int> shape)
    {
        if (_slots[slot] is not { } known)
            _slots[slot] = (shape.ToArray(), new CapturedRun(steps));
        else if (shape.SequenceEqual(known.Shape))
            return known.Edit;
        else
        {
            shape.CopyTo(known.Shape);
            known.Edit.Dispose();
        }

        return null;
    }

    /// <summary>Forgets all.</summary>
    public void Clear()
    {
        for (int i = 0; i < _slots.Length; i++)
        {
            _slots[i]?.Edit.Dispose();
            _slots[i] = null;
        }
    }

    public void Dispose() => Clear();
}
