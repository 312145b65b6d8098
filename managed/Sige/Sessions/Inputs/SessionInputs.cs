using Sige.Devices;
using Sige.Graphs;
using Sige.Lowering;
using Sige.Tensors;

namespace Sige.Sessions;

/// <summary>All inputs of a session: what is committed, and which pixels the present edit changes.</summary>
internal sealed class SessionInputs
{
    private readonly InputState[] _states;
    private readonly InputState[] _pictures;
    private readonly ExecutionPlan _plan;
    private InputChanges _present;
    private InputChanges _found;

    public SessionInputs(Graph graph, ExecutionPlan plan, PlanMemory memory, SessionOptions options)
    {
        _plan = plan;
        _states = [.. plan.Inputs.Select((tensor, index) => InputState.Create(memory[tensor], LabelCount(graph, graph.Inputs[index])))];
        _pictures = [.. _states.Where(state => state.IsOfPicture)];
        Resolution size = PictureSize(graph);
        _present = new InputChanges(size, options.MaskScale, _states.Length);
        _found = new InputChanges(size, options.MaskScale, _states.Length);
        Changed.Rehearse();
    }

    /// <summary>The pixels of the inputs that the present edit changes.</summary>
    public ChangedPixels Changed => _present.Pixels;

    /// <summary>The pixels of the picture that the present edit changes, [H, W], 0 or 1.</summary>
    public ReadOnlySpan<byte> Mask => _present.Mask;

    /// <summary>Whether <see cref="FindChanges(ReadOnlySpan{SessionInput}, ReadOnlyMemory{byte}?, float)"/> found the changes of the present edit.</summary>
    public bool FoundThePresent => _found.AreThoseOf(_present);

    /// <summary>The inputs in the order of the graph.</summary>
    public ReadOnlySpan<InputState> States => _states;

    /// <summary>In the order of the graph, whether the present edit changes each input.</summary>
    public ReadOnlySpan<bool> Dirty => _present.Dirty;

    public double ChangedPercent => _present.Percent;

    /// <summary>
    /// The height and width of the picture: that of a graph's inputs, but for conditions.
    /// </summary>
    /// <exception cref="ArgumentException">There are several, or none.</exception>
    public static Resolution PictureSize(Graph graph)
    {
        Resolution[] sizes =
        [
            .. graph.Inputs.Where(input => input.Role == InputRole.Picture).Select(input => input.Output.Shape.Resolution).Distinct()
                .OrderBy(size => size.PixelCount),
        ];
        return sizes is [var size]
            ? size
            : throw new ArgumentException(
                $"The inputs of a session must be of one size, beside conditions, but are of {sizes.Length}: {string.Join(", ", sizes)}.");
    }

    /// <summary>The height and width of masks.</summary>
    /// <exception cref="ArgumentException">Inputs are of several sizes, or the options' scale is below 1.</exception>
    public static Resolution MaskSize(Graph graph, SessionOptions options)
    {
        if (options.MaskScale < 1)
            throw new ArgumentException($"The scale of masks is expected to be 1 or more, but is {options.MaskScale}.", nameof(options));
        Resolution size = PictureSize(graph);
        return new Resolution(size.H * options.MaskScale, size.W * options.MaskScale);
    }

    /// <summary>Throws if a run cannot take the given inputs.</summary>
    public void Check(ReadOnlySpan<SessionInput> given, bool complete)
    {
        for (int i = 0; i < given.Length; i++)
        {
            Find(given[i].Name).Check(given[i]);
            for (int j = 0; j < i; j++)
            {
                if (given[j].Name == given[i].Name)
                    throw new ArgumentException($"Input '{given[i].Name}' is given twice.");
            }
        }

        if (complete && given.Length < _states.Length)
            throw new ArgumentException($"The network has {_states.Length} inputs ({string.Join(", ", _states.Select(state => state.Name))}), but {given.Length} are given.");
    }

    /// <summary>Throws if an edit is given other conditions than those of the recording.</summary>
    public void CheckConditions(ReadOnlySpan<SessionInput> given)
    {
        foreach (ref readonly SessionInput input in given)
        {
            InputState state = Find(input.Name);
            if (!state.IsOfPicture && !state.IsCommitted(input))
                throw new ArgumentException($"Input '{state.Name}' is a condition of the recording and is given other values: record anew to change it.");
        }
    }

    /// <summary>Throws if a mask does not fit.</summary>
    public void CheckMask(ReadOnlyMemory<byte>? mask)
    {
        if (mask is { } given && given.Length != Mask.Length)
            throw new ArgumentException($"The mask of an edit must have {Mask.Length} pixels, {_present.Picture?.Size ?? Changed.Resolution}, but has {given.Length}.");
    }

    /// <summary>Takes all inputs as the committed ones.</summary>
    /// <returns>Whether settings have other values than before.</returns>
    public bool Record(Upload upload, ReadOnlySpan<SessionInput> given)
    {
        bool changes = false;
        foreach (ref readonly SessionInput input in given)
        {
            InputState state = Find(input.Name);
            if (IsSetting(state))
                changes |= RecordSetting(upload, input);
            else
                state.Record(upload, input);
        }

        return changes;
    }

    /// <summary>Whether an input stays the same for many recordings.</summary>
    public bool IsSetting(InputState state) => _plan.IsSetting(state.Planned);

    /// <summary>Takes a setting as the committed one, unless it is already.</summary>
    /// <returns>Whether it has other values than before.</returns>
    public bool RecordSetting(Upload upload, in SessionInput given)
    {
        InputState state = Find(given.Name);
        if (state.IsCommitted(given))
            return false;
        state.Record(upload, given);
        return true;
    }

    /// <summary>
    /// Finds the pixels at which the given inputs differ from the committed ones, or takes those of a mask. With a mask of the picture that
    /// the inputs stand for the inputs are taken wherever they differ at all. The present edit stays as it is until <see cref="TakeFound"/>.
    /// </summary>
    public void FindChanges(ReadOnlySpan<SessionInput> given, ReadOnlyMemory<byte>? mask, float epsilon)
    {
        _found.Pixels.Clear();
        if (mask is { } ofInputs && _found.Picture is null)
        {
            MarkPictures(_found);
            _found.Pixels.Take(ofInputs.Span);
        }
        else
            Compare(given, mask is null ? epsilon : 0);
        if (mask is { } ofPicture)
            _found.Picture?.Take(ofPicture.Span);
        else
            _found.Picture?.Enlarge(_found.Pixels.Mask);
        _found.Pixels.Summarise();
    }

    /// <summary>Takes the changes that were found as those of the present edit. Those of the one before are undone or committed.</summary>
    public void TakeFound() => (_present, _found) = (_found, _present);

    /// <summary>Takes the pixels of a mask as those that an edit changes, in any input of the picture.</summary>
    public void TakeChanges(ReadOnlySpan<byte> mask)
    {
        MarkPictures(_present);
        if (_present.Picture is not { } picture)
            Changed.Take(mask);
        else
        {
            picture.Take(mask);
            picture.Reduce(Changed.Mask);
        }

        Changed.Summarise();
    }

    /// <summary>Takes the given inputs at the changed pixels.</summary>
    public void Apply(Upload upload, ReadOnlySpan<SessionInput> given)
    {
        foreach (ref readonly SessionInput input in given)
        {
            if (Find(input.Name) is { IsOfPicture: true } state)
                state.Apply(upload, input, Changed);
        }
    }

    /// <summary>Takes the given inputs at the changed pixels, where those of an edit of the same pixels are; what is not given is as committed.</summary>
    public void Replace(Upload upload, ReadOnlySpan<SessionInput> given)
    {
        foreach (InputState state in _pictures)
        {
            if (IndexOf(state, given) < 0)
                state.Undo(upload, Changed);
        }

        Apply(upload, given);
    }

    /// <summary>Puts the committed inputs back.</summary>
    public void Undo(Upload upload)
    {
        foreach (InputState state in _pictures)
            state.Undo(upload, Changed);
        Changed.Clear();
    }

    /// <summary>Makes the present inputs the committed ones.</summary>
    public void Commit()
    {
        foreach (InputState state in _pictures)
            state.Commit(Changed);
        Changed.Clear();
    }

    private void Compare(ReadOnlySpan<SessionInput> given, float epsilon)
    {
        for (int i = 0; i < _states.Length; i++)
        {
            int at = _states[i].IsOfPicture ? IndexOf(_states[i], given) : -1;
            _found.Dirty[i] = at >= 0 && _states[i].Compare(given[at], epsilon, _found.Pixels.Mask);
        }
    }

    /// <summary>Which of the given inputs one is; -1 if it is left out.</summary>
    private static int IndexOf(InputState state, ReadOnlySpan<SessionInput> given)
    {
        for (int i = 0; i < given.Length; i++)
        {
            if (given[i].Name == state.Name)
                return i;
        }

        return -1;
    }

    private void MarkPictures(InputChanges changes)
    {
        for (int i = 0; i < _states.Length; i++)
            changes.Dirty[i] = _states[i].IsOfPicture;
    }

    private static int? LabelCount(Graph graph, InputNode input)
    {
        HashSet<Value> labels = [input.Output];
        foreach (ResizeNode resize in graph.Nodes.OfType<ResizeNode>().Where(node => labels.Contains(node.Source)))
            labels.Add(resize.Output);
        int[] counts = [.. graph.Nodes.OfType<OneHotNode>().Where(node => labels.Contains(node.Labels)).Select(node => node.Output.Shape.C)];
        return counts.Length == 0 ? null : counts.Min();
    }

    /// <summary>Finds an input by name.</summary>
    /// <exception cref="ArgumentException">There is none.</exception>
    public InputState Find(string name)
    {
        foreach (InputState state in _states)
        {
            if (state.Name == name)
                return state;
        }

        throw new ArgumentException($"There is no input '{name}'; the network has {string.Join(", ", _states.Select(state => state.Name))}.");
    }
}
