namespace Sige.Graphs;

/// <summary>Halves height and width: each pixel is the mean of two by two.</summary>
public sealed class AveragePoolNode : Node
{
    internal AveragePoolNode(string name, Value source)
        : base(name, [source], source.Shape with { H = source.Shape.H / 2, W = source.Shape.W / 2 })
    {
    }

    /// <summary>What is halved, of even height and width.</summary>
    public Value Source => Inputs[0];
}
