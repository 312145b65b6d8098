namespace Sige.Graphs;

/// <summary>Channel k of a pixel is 1 where its label is k, else 0; a label past the last channel gives zeros.</summary>
public sealed class OneHotNode : Node
{
    internal OneHotNode(string name, Value labels, int classes)
        : base(name, [labels], labels.Shape with { C = classes })
    {
    }

    /// <summary>The label map, [N, H, W, 1] of bytes.</summary>
    public Value Labels => Inputs[0];
}
