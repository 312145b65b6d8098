using Sige.Lowering;
using Sige.Tensors;
using Sige.Weights;

namespace Sige.Graphs;

/// <summary>
/// Normalises by the statistics of the tensor at hand, over each group of channels of each image: with a channel a
/// group it is instance normalisation, else group normalisation.
/// </summary>
public sealed class StatisticsNormNode : Node
{
    internal StatisticsNormNode(string name, Value source, int groups, float epsilon, Parameter? weight, Parameter? bias)
        : base(name, [source], source.Shape)
    {
        Groups = groups;
        Epsilon = epsilon;
        Weight = weight;
        Bias = bias;
    }

    /// <summary>What is normalised.</summary>
    public Value Source => Inputs[0];

    /// <summary>How many groups the channels are split into.</summary>
    public int Groups { get; }

    /// <summary>Added to the variance.</summary>
    public float Epsilon { get; }

    /// <summary>Scale of each channel, [C], or null for 1.</summary>
    public Parameter? Weight { get; }

    /// <summary>Shift of each channel, [C], or null for 0.</summary>
    public Parameter? Bias { get; }

    /// <summary>Whether each channel is a group of its own.</summary>
    public bool IsInstanceNorm => Groups == Output.Shape.C;

    internal override IReadOnlyList<PlanStep> Lower(IReadOnlyList<Operand> inputs, PlanTensor target)
    {
        var result = new StatisticsAffine(target.Shape.N, target.Shape.C);
        return
        [
            new StatisticsStep($"{Name}.statistics", Groups, Epsilon) { Result = result, Source = inputs[0], Weight = Weight, Bias = Bias },
            new AffineStep(Name) { Target = target, Source = inputs[0], Affine = result },
        ];
    }
}

/// <content>How it is described.</content>
public sealed partial class GraphBuilder
{
    /// <summary>Normalises each channel of each image by its own mean and variance.</summary>
    /// <param name="source">[N, H, W, C].</param>
    /// <param name="epsilon">Added to the variance.</param>
    /// <param name="weight">Scale, [C], or null for 1.</param>
    /// <param name="bias">Shift, [C], or null for 0.</param>
    /// <param name="name">The node's name.</param>
    public Value InstanceNorm(Value source, float epsilon = 1e-5f, Parameter? weight = null, Parameter? bias = null, string? name = null) =>
        GroupNorm(source, source.Shape.C, epsilon, weight, bias, Name(name, "instance_norm"));

    /// <summary>Normalises each group of channels of each image by its own mean and variance.</summary>
    /// <param name="source">[N, H, W, C].</param>
    /// <param name="groups">How many groups; divides C.</param>
    /// <param name="epsilon">Added to the variance.</param>
    /// <param name="weight">Scale, [C], or null for 1.</param>
    /// <param name="bias">Shift, [C], or null for 0.</param>
    /// <param name="name">The node's name.</param>
    public Value GroupNorm(
        Value source, int groups, float epsilon = 1e-5f, Parameter? weight = null, Parameter? bias = null, string? name = null)
    {
        name = Name(name, "group_norm");
        OwnFloat(source, name);
        Require(groups >= 1 && source.Shape.C % groups == 0, name, $"groups that divide {source.Shape.C} channels", groups);
        RequirePerChannel(weight, source, name);
        RequirePerChannel(bias, source, name);
        return Append(new StatisticsNormNode(name, source, groups, epsilon, weight, bias));
    }
}
