namespace Sige.Sessions;

/// <summary>The captures of a session's edits, the shapes that were edited last. A shape that comes once costs no more than being noted.</summary>
/// <param name="steps">The steps of the plan.</param>
internal sealed class EditCaptures(int steps) : IDisposable
{
    /// <summary>How many shapes are kept: a brush that moves makes a few, over and over.</summary>
    private const int Most = 8;

    // The last one used is the last.
    private readonly List<EditCapture> _known = new(Most);

    /// <summary>Finds the captures of a shape; null if it comes for the first time, or has not come for long.</summary>
    public EditCapture? Find(ReadOnlySpan<int> shape)
    {
        for (int i = _known.Count - 1; i >= 0; i--)
        {
            EditCapture found = _known[i];
            if (!found.Shape.SequenceEqual(shape))
                continue;
            _known.RemoveAt(i);
            _known.Add(found);
            return found;
        }

        if (_known.Count == Most)
        {
            _known[0].Dispose();
            _known.RemoveAt(0);
        }

        _known.Add(new EditCapture(shape.ToArray(), steps));
        return null;
    }

    /// <summary>Forgets all: the buffers of the edits to come are others.</summary>
    public void Clear()
    {
        foreach (EditCapture capture in _known)
            capture.Dispose();
        _known.Clear();
    }

    public void Dispose() => Clear();
}
