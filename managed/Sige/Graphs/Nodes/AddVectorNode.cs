namespace Sige.Graphs;

/// <summary>Adds one value for each image and channel to all pixels.</summary>
public sealed class AddVectorNode : Node
{
    internal AddVectorNode(string name, Value source, Value vector)
        : base(name, [source, vector], source.Shape)
    {
    }

    /// <summary>What is added to, [N, H, W, C].</summary>
    public Value Source => Inputs[0];

    /// <summary>What is added, [N, 1, 1, C].</summary>
    public Value Vector => Inputs[1];
}
