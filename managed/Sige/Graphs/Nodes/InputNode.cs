using Sige.Lowering;
using Sige.Tensors;
using Sige.Weights;

namespace Sige.Graphs;

/// <summary>A tensor that each run is given.</summary>
public sealed class InputNode : Node
{
    internal InputNode(string name, TensorShape shape, ElementType elementType, InputRole role)
        : base(name, [], shape, elementType) => Role = role;

    /// <summary>What the input is to a session.</summary>
    public InputRole Role { get; }

    internal override IReadOnlyList<PlanStep> Lower(IReadOnlyList<Operand> inputs, PlanTensor target) => [];
}

/// <content>How it is described.</content>
public sealed partial class GraphBuilder
{
    /// <summary>Declares a tensor that each run is given.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="shape">Its extents, [N, H, W, C].</param>
    /// <param name="elementType">Float32, or UInt8 for a label map.</param>
    /// <param name="role">What it is to a session.</param>
    public Value Input(string name, TensorShape shape, ElementType elementType = ElementType.Float32, InputRole role = InputRole.Picture)
    {
        Require(Math.Min(Math.Min(shape.N, shape.H), Math.Min(shape.W, shape.C)) >= 1, name, "extents of at least 1", shape);
        Require(elementType is ElementType.Float32 or ElementType.UInt8, name, "elements of type Float32 or UInt8", elementType);
        Require(role is InputRole.Picture or InputRole.Condition or InputRole.Setting, name, "a known role", role);
        return Append(new InputNode(Name(name, "input"), shape, elementType, role));
    }
}
