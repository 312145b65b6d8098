using Sige.Tensors;

namespace Sige.Graphs;

/// <summary>Resizes to the nearest pixel, the top left of those under it: source row = floor(y * source H / H).</summary>
public sealed class ResizeNode : Node
{
    internal ResizeNode(string name, Value source, Resolution size)
        : base(name, [source], source.Shape with { H = size.H, W = size.W }, source.ElementType)
    {
    }

    /// <summary>What is resized.</summary>
    public Value Source => Inputs[0];
}
