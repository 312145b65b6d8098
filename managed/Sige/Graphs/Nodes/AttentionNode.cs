using Sige.Lowering;
using Sige.Tensors;
using Sige.Weights;

namespace Sige.Graphs;

/// <summary>
/// Attention of several heads over pixels: for each head y = softmax(scale q k^T) v, where q are the pixels of the query, k and
/// v those of key and value, and a head has its share of their channels, one behind the other.
/// </summary>
/// <remarks>Source: Vaswani et al., <i>Attention Is All You Need</i>, NeurIPS 2017, section 3.2.</remarks>
public sealed class AttentionNode : Node
{
    internal AttentionNode(string name, Value query, Value key, Value value, int heads, float scale, bool isCausal)
        : base(name, [query, key, value], query.Shape with { C = value.Shape.C })
    {
        Heads = heads;
        Scale = scale;
        IsCausal = isCausal;
    }

    /// <summary>What asks, [N, H, W, heads * d].</summary>
    public Value Query => Inputs[0];

    /// <summary>What is asked, [N, h, w, heads * d].</summary>
    public Value Key => Inputs[1];

    /// <summary>What answers, [N, h, w, heads * e].</summary>
    public Value Value => Inputs[2];

    /// <summary>How many heads there are.</summary>
    public int Heads { get; }

    /// <summary>By what the products of query and key are multiplied.</summary>
    public float Scale { get; }

    /// <summary>Whether query i, counted row by row, takes keys 0 to i only.</summary>
    public bool IsCausal { get; }

    /// <inheritdoc/>
    public override long MultiplyAdds =>
        Output.Shape.N * Query.Shape.Resolution.PixelCount * Key.Shape.Resolution.PixelCount * (Key.Shape.C + Value.Shape.C);

    internal override IReadOnlyList<PlanStep> Lower(IReadOnlyList<Operand> inputs, PlanTensor target) =>
        [new AttentionStep(Name, Heads, Scale, IsCausal) { Target = target, Query = inputs[0], Key = inputs[1], Value = inputs[2] }];
}

/// <content>How it is described.</content>
public sealed partial class GraphBuilder
{
    /// <summary>
    /// Lets each pixel of the query gather the values of the pixels whose keys fit it: for each head softmax(scale q k^T) v.
    /// </summary>
    /// <param name="query">[N, H, W, heads * d].</param>
    /// <param name="key">[N, h, w, heads * d].</param>
    /// <param name="value">[N, h, w, heads * e].</param>
    /// <param name="heads">How many heads share the channels.</param>
    /// <param name="scale">By what products of query and key are multiplied, above 0; null for 1 / sqrt(d).</param>
    /// <param name="isCausal">Whether query i, counted row by row, takes keys 0 to i only; key and query are of one size then.</param>
    /// <param name="name">The node's name.</param>
    /// <returns>[N, H, W, heads * e].</returns>
    public Value Attention(
        Value query, Value key, Value value, int heads, float? scale = null, bool isCausal = false, string? name = null)
    {
        name = Name(name, "attention");
        TensorShape asks = OwnFloat(query, name).Shape, asked = OwnFloat(key, name).Shape, answers = OwnFloat(value, name).Shape;
        Require(heads >= 1 && asks.C % heads == 0 && answers.C % heads == 0, name, $"heads that divide {asks.C} and {answers.C} channels", heads);
        Require(asked.N == asks.N && asked.C == asks.C, name, $"a key [{asks.N}, any, any, {asks.C}]", asked);
        Require(answers with { C = asked.C } == asked, name, $"a value [{asked.N}, {asked.H}, {asked.W}, any]", answers);
        Require(scale is null || (float.IsFinite(scale.Value) && scale > 0), name, "a finite scale above 0", scale);
        Require(!isCausal || asked.Resolution == asks.Resolution, name, $"keys of {asks.Resolution} in a causal attention", asked.Resolution);
        return Append(new AttentionNode(name, query, key, value, heads, scale ?? 1 / MathF.Sqrt(asks.C / heads), isCausal));
    }
}
