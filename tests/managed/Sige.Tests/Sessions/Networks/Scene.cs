using Sige.Models;
using Sige.Sessions;

namespace Sige.Tests.Sessions;

/// <summary>A label map made of rectangles, with the edges between them.</summary>
internal sealed class Scene
{
    private readonly int _height;
    private readonly int _width;
    private readonly byte[] _labels;

    private Scene(int height, int width, byte[] labels)
    {
        (_height, _width, _labels) = (height, width, labels);
        Inputs = [new SessionInput(SpadeGenerator.LabelsInput, labels), new SessionInput(SpadeGenerator.EdgesInput, Edges())];
    }

    public SessionInput[] Inputs { get; }

    public static byte[] FullMask(int height, int width)
    {
        var mask = new byte[height * width];
        mask.AsSpan().Fill(1);
        return mask;
    }

    public static Scene Random(int height, int width, int seed)
    {
        var random = new Random(seed);
        var scene = new Scene(height, width, new byte[height * width]);
        for (int i = 0; i < 40; i++)
        {
            (int y, int x) = (random.Next(height), random.Next(width));
            scene = scene.WithRectangle(y, x, random.Next(1, height - y + 1), random.Next(1, width - x + 1), (byte)random.Next(34));
        }

        return scene;
    }

    public Scene WithRectangle(int y, int x, int height, int width, byte label)
    {
        byte[] labels = [.. _labels];
        for (int row = y; row < y + height; row++)
        {
            for (int column = x; column < x + width; column++)
                labels[row * _width + column] = labels[row * _width + column] == label ? (byte)(label + 1) : label;
        }

        return new Scene(_height, _width, labels);
    }

    /// <summary>How many pixels differ in label or edge.</summary>
    public int CountDifferences(Scene other) => Enumerable.Range(0, _labels.Length).Count(i =>
        _labels[i] != other._labels[i] || Inputs[1].Floats.Span[i] != other.Inputs[1].Floats.Span[i]);

    private float[] Edges()
    {
        var edges = new float[_labels.Length];
        for (int i = 0; i < edges.Length; i++)
        {
            bool right = i % _width + 1 < _width && _labels[i] != _labels[i + 1];
            bool below = i + _width < edges.Length && _labels[i] != _labels[i + _width];
            edges[i] = right || below ? 1 : 0;
        }

        return edges;
    }
}
