using Sige.Graphs;
using Sige.Weights;

namespace Sige.Models;

/// <summary>What encoder and decoder of a latent diffusion model share: residual blocks without a time, and attention of one head.</summary>
/// <remarks>
/// Source: Rombach et al., <i>High-Resolution Image Synthesis with Latent Diffusion Models</i>, CVPR 2022, appendix G.
/// </remarks>
/// <param name="graph">The graph.</param>
/// <param name="parameters">The weights, by the names of diffusers.</param>
/// <param name="configuration">The network's sizes.</param>
internal sealed class AutoencoderLayers(GraphBuilder graph, ParameterSource parameters, AutoencoderConfiguration configuration)
    : NetworkLayers(graph, parameters, configuration.NormGroups, configuration.NormEpsilon)
{
    /// <summary>A residual block.</summary>
    public Value Residual(Value x, string name, int channels)
    {
        Value h = Convolve(NormaliseAndSwish(x, $"{name}.norm1"), $"{name}.conv1", channels);
        h = Convolve(NormaliseAndSwish(h, $"{name}.norm2"), $"{name}.conv2", channels);
        Value shortcut = x.Shape.C == channels ? x : Convolve(x, $"{name}.conv_shortcut", channels, kernel: 1);
        return Graph.Add(shortcut, h, $"{name}.add");
    }

    /// <summary>The innermost blocks.</summary>
    public Value Middle(Value x, string name)
    {
        int channels = x.Shape.C;
        x = Residual(x, $"{name}.resnets.0", channels);
        if (configuration.HasAttention)
            x = Attend(x, $"{name}.attentions.0");
        return Residual(x, $"{name}.resnets.1", channels);
    }

    private Value Attend(Value source, string name)
    {
        int channels = source.Shape.C;
        Value normal = Normalise(source, $"{name}.group_norm");
        Value query = Linear(normal, $"{name}.to_q", channels);
        Value key = Linear(normal, $"{name}.to_k", channels);
        Value value = Linear(normal, $"{name}.to_v", channels);
        Value mixed = Graph.Attention(query, key, value, heads: 1, name: $"{name}.attention");
        return Graph.Add(source, Linear(mixed, $"{name}.to_out.0", channels), $"{name}.add");
    }
}
