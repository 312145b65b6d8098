using Sige.Sessions;

namespace Sige.Models;

/// <summary>The maps of an editor's call as its session takes them, in memory that serves all calls.</summary>
internal sealed class EditorMaps
{
    private readonly SpadeGenerator _generator;
    private readonly int _width;
    private readonly byte[] _labels;
    private readonly float[] _edges;
    private readonly byte[] _mask;
    private readonly EditOptions _options;
    private readonly SessionInput[] _inputs = new SessionInput[2];

    public EditorMaps(SpadeGenerator generator, int height, int width)
    {
        (_generator, _width) = (generator, width);
        _labels = new byte[height * width];
        _edges = new float[height * width];
        _mask = new byte[height * width];
        _options = new EditOptions { Mask = _mask };
    }

    /// <summary>What a run is given; it holds until the next call.</summary>
    /// <exception cref="ArgumentException">A label stands for no class.</exception>
    public ReadOnlySpan<SessionInput> Inputs(ReadOnlySpan<byte> labels, ReadOnlySpan<byte> edges)
    {
        _inputs[0] = new SessionInput(SpadeGenerator.LabelsInput, Classes(labels));
        if (!_generator.HasEdges && edges.IsEmpty)
            return _inputs.AsSpan(0, 1);
        float[] borders = edges.Length == _edges.Length ? _edges : new float[edges.Length];
        for (int i = 0; i < borders.Length; i++)
            borders[i] = edges[i];
        _inputs[1] = new SessionInput(SpadeGenerator.EdgesInput, borders);
        return _inputs;
    }

    /// <summary>Options of an edit at the pixels of a mask; they hold until the next call.</summary>
    public EditOptions Options(ReadOnlySpan<byte> mask)
    {
        if (mask.Length != _mask.Length)
            return new EditOptions { Mask = mask.ToArray() };
        mask.CopyTo(_mask);
        return _options;
    }

    /// <summary>A map of another size goes on as it is: the session says what is wrong with it.</summary>
    private byte[] Classes(ReadOnlySpan<byte> labels)
    {
        if (labels.Length != _labels.Length)
            return _generator.Labels.Map(labels, _width);
        _generator.Labels.Map(labels, _width, _labels);
        return _labels;
    }
}
