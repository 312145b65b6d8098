using Sige.Devices;

namespace Sige.Sessions;

/// <summary>What edits of one shape have in common: how each step runs, on how many pixels, in which buffers. Their calls are the same.</summary>
/// <param name="edits">Decides how steps run.</param>
/// <param name="sets">The sets of pixels that steps read, write or load.</param>
/// <param name="rest">How many numbers tell the rest.</param>
internal sealed class EditShape(EditPlanner edits, ReadOnlySpan<ActiveSet> sets, int rest)
{
    private readonly ActiveSet[] _sets = sets.ToArray();
    private readonly int[] _numbers = new int[edits.Plan.Steps.Count + sets.Length + rest];

    /// <summary>What else the calls depend on, such as buffers that may be others.</summary>
    public Span<int> Rest => _numbers.AsSpan(edits.Plan.Steps.Count + _sets.Length);

    /// <summary>The shape of the edit that was decided last.</summary>
    public ReadOnlySpan<int> Tell()
    {
        int next = 0;
        for (int i = 0; i < edits.Plan.Steps.Count; i++)
            _numbers[next++] = (int)edits.Mode(i);
        foreach (ActiveSet set in _sets)
            _numbers[next++] = set.Counts.Pixels;
        return _numbers;
    }
}
