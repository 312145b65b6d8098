using Sige.Lowering;
using Sige.Tensors;
using Sige.Weights;

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

    internal override IReadOnlyList<PlanStep> Lower(IReadOnlyList<Operand> inputs, PlanTensor target) =>
        [new ModulateStep(Name) { Target = target, Source = inputs[0], Beta = inputs[1] }];
}

/// <content>How it is described.</content>
public sealed partial class GraphBuilder
{
    /// <summary>Adds one value for each image and channel to all pixels, such as the projection of a time embedding.</summary>
    /// <param name="source">[N, H, W, C].</param>
    /// <param name="vector">[N, 1, 1, C].</param>
    /// <param name="name">The node's name.</param>
    public Value AddVector(Value source, Value vector, string? name = null)
    {
        name = Name(name, "add_vector");
        OwnFloat(source, name);
        RequireVector(vector, source, name, "a vector");
        return Append(new AddVectorNode(name, source, vector));
    }
}
