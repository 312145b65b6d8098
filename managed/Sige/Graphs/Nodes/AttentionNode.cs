namespace Sige.Graphs;

/// <summary>
/// Attention of several heads over pixels: for each head y = softmax(scale q k^T) v, where q are the pixels of the query, k and
/// v those of key and value, and a head has its share of their channels, one behind the other.
/// </summary>
/// <remarks>Source: Vaswani et al., <i>Attention Is All You Need</i>, NeurIPS 2017, section 3.2.</remarks>
public sealed class AttentionNode : Node
{
    internal AttentionNode(string name, Value query, Value key, Value value, int heads, float scale)
        : base(name, [query, key, value], query.Shape with { C = value.Shape.C })
    {
        Heads = heads;
        Scale = scale;
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

    /// <inheritdoc/>
    public override long MultiplyAdds => Output.Shape.N * Query.Shape.Resolution.PixelCount * MultiplyAddsPerPixel;

    /// <summary>Multiply-adds of one pixel of the query: its products with all keys, and the weighted sum of all values.</summary>
    internal long MultiplyAddsPerPixel => Key.Shape.Resolution.PixelCount * (Key.Shape.C + Value.Shape.C);
}
