namespace Sige.Graphs;

/// <summary>Adds two tensors of one shape.</summary>
public sealed class AddNode : Node
{
    internal AddNode(string name, Value left, Value right)
        : base(name, [left, right], left.Shape)
    {
    }
}
