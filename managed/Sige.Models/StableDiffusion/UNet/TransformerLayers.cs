using Sige.Graphs;
using Sige.Tensors;
using Sige.Weights;

namespace Sige.Models;

/// <summary>The transformers in a text-conditional U-Net. A token is a pixel: nothing is laid out anew.</summary>
/// <remarks>
/// Source: Rombach et al., <i>High-Resolution Image Synthesis with Latent Diffusion Models</i>, CVPR 2022, appendix E.2.1.
/// </remarks>
/// <param name="graph">The graph.</param>
/// <param name="parameters">The weights, by the names of diffusers.</param>
/// <param name="normGroups">Groups of a group normalisation.</param>
/// <param name="normEpsilon">What a residual block's group normalisation adds to a variance.</param>
internal sealed class TransformerLayers(GraphBuilder graph, ParameterSource parameters, int normGroups, float normEpsilon)
    : NetworkLayers(graph, parameters, normGroups, normEpsilon)
{
    private const float OuterNormEpsilon = 1e-6f;

    /// <summary>How much wider than a token the middle of its feed-forward network is.</summary>
    private const int Expansion = 4;

    /// <summary>A level's transformer blocks between two projections, with a shortcut around all; the source itself where the level has none.</summary>
    public Value Transform(Value source, Value context, string name, ConditionalUNetLevel level)
    {
        if (level.TransformerBlocks == 0)
            return source;
        Value x = Convolve(Normalise(source, $"{name}.norm", OuterNormEpsilon), $"{name}.proj_in", level.Channels, kernel: 1);
        for (int block = 0; block < level.TransformerBlocks; block++)
            x = Block(x, context, $"{name}.transformer_blocks.{block}", level.Heads);
        return Graph.Add(source, Convolve(x, $"{name}.proj_out", level.Channels, kernel: 1), $"{name}.add");
    }

    private Value Block(Value x, Value context, string name, int heads)
    {
        Value normal = NormalisePixels(x, $"{name}.norm1");
        x = Graph.Add(x, Attend(normal, normal, $"{name}.attn1", heads), $"{name}.add1");
        x = Graph.Add(x, Attend(NormalisePixels(x, $"{name}.norm2"), context, $"{name}.attn2", heads), $"{name}.add2");
        return Graph.Add(x, FeedForward(NormalisePixels(x, $"{name}.norm3"), $"{name}.ff"), $"{name}.add3");
    }

    private Value Attend(Value source, Value context, string name, int heads)
    {
        int channels = source.Shape.C;
        Value query = Project(source, $"{name}.to_q", channels);
        Value key = Project(context, $"{name}.to_k", channels);
        Value value = Project(context, $"{name}.to_v", channels);
        return Linear(Graph.Attention(query, key, value, heads, name: $"{name}.attention"), $"{name}.to_out.0", channels);
    }

    private Value FeedForward(Value source, string name)
    {
        int channels = source.Shape.C;
        (Value passes, Value gate) = LinearPair(source, $"{name}.net.0.proj", Expansion * channels);
        return Linear(Graph.Gate(passes, gate, Activation.Gelu, $"{name}.net.0"), $"{name}.net.2", channels);
    }
}
