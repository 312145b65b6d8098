using Sige.Graphs;
using Sige.Sessions;
using Sige.Tensors;
using Sige.Weights;

namespace Sige.Models;

/// <summary>
/// The U-Net of Stable Diffusion: predicts what a noised latent hides, from residual blocks as in <see cref="DiffusionUNet"/>, each
/// followed by transformer blocks in which the latent's pixels attend to each other and to the tokens of a text.
/// </summary>
/// <remarks>
/// Source: Rombach et al., <i>High-Resolution Image Synthesis with Latent Diffusion Models</i>, CVPR 2022, section 3.3 and appendix E.
/// </remarks>
public sealed class ConditionalUNet
{
    /// <summary>Name of the input that holds the noised latent: float32, [N, H, W, <see cref="ConditionalUNetConfiguration.InputChannels"/>].</summary>
    public const string LatentInput = "latent";

    /// <summary>Name of the input that holds the index of the noise level: float32, [N, 1, 1, 1]; a condition.</summary>
    public const string TimeInput = "time";

    /// <summary>
    /// Name of the input that holds the encoded text: float32, [N, 1, tokens, <see cref="ConditionalUNetConfiguration.ContextChannels"/>]; a setting.
    /// </summary>
    public const string ContextInput = "context";

    /// <summary>Name of the output: float32, [N, H, W, <see cref="ConditionalUNetConfiguration.OutputChannels"/>].</summary>
    public const string PredictionOutput = "prediction";

    /// <summary>Tokens of a text as CLIP encodes it.</summary>
    public const int UsualTokens = 77;

    private static readonly ConvolutionGeometry Halving = new(3, 3, 2, 2, PadTop: 1, PadLeft: 1, PadBottom: 1, PadRight: 1);

    private readonly ParameterSource _parameters;

    private ConditionalUNet(ConditionalUNetConfiguration configuration, ParameterSource parameters) =>
        (Configuration, _parameters) = (configuration, parameters);

    /// <summary>The network's sizes.</summary>
    public ConditionalUNetConfiguration Configuration { get; }

    /// <summary>How the paper edits this network; masks are those of the picture, eight times the latent's height and width.</summary>
    /// <remarks>
    /// Exact statistics err 0.2 % less than recorded ones in the recorded edit, and cost a cache the old values of all that they are of.
    /// </remarks>
    public SessionOptions SessionOptions => new()
    {
        SparseFrom = new Resolution(Configuration.LatentSize / 4, Configuration.LatentSize / 4),
        MaskScale = 8,
        Masks = new MaskOptions(Epsilon: 1e-3f, FirstDilation: 5, LevelDilation: 1),
        NormPolicy = NormPolicy.Recorded,
    };

    /// <summary>Takes a network from a weight file and checks every tensor of it.</summary>
    /// <param name="weights">
    /// The file, whose names are those of diffusers or of the latent-diffusion code base, under whatever keys. It must stay open until the
    /// graph is lowered.
    /// </param>
    /// <param name="configuration">The network's sizes.</param>
    /// <param name="section">Where in the file to look, as <see cref="NetworkSection.Path"/> has it; null for everywhere.</param>
    /// <param name="updates">Low-rank updates that are added to the weights; their files must stay open as well.</param>
    /// <exception cref="WeightFormatException">
    /// The file holds no such network or several; or tensors are missing, left over or of another shape: the message lists them all.
    /// </exception>
    public static ConditionalUNet Load(
        WeightCollection weights, ConditionalUNetConfiguration configuration, string? section = null, IReadOnlyList<LowRankUpdate>? updates = null)
    {
        ArgumentNullException.ThrowIfNull(weights);
        ArgumentNullException.ThrowIfNull(configuration);
        FoundNetwork found = new NetworkFinder(weights, NetworkSignature.ConditionalUNet).Find(section);
        NameTable names = found.Layout == NetworkLayout.CompVisUNet ? ConditionalUNetNames.CompVis(configuration) : NameTable.Same;
        CheckedParameters parameters = new(found.Weights, names, NetworkSignature.ConditionalUNet.Network);
        var merged = new MergedParameters(parameters, updates ?? [], LowRankPart.UNet);
        var network = new ConditionalUNet(configuration, merged);
        network.BuildGraph(new Resolution(configuration.LatentSize, configuration.LatentSize));
        parameters.RequireAll();
        merged.RequireAll();
        return network;
    }

    /// <summary>Makes a network of random weights, the same for the same seed.</summary>
    /// <param name="configuration">The network's sizes.</param>
    /// <param name="seed">Any number.</param>
    public static ConditionalUNet Random(ConditionalUNetConfiguration configuration, ulong seed = 1)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        return new ConditionalUNet(configuration, new RandomParameters(seed));
    }

    /// <summary>Describes the network.</summary>
    /// <param name="latent">Height and width of the latents.</param>
    /// <param name="batch">How many latents a run takes.</param>
    /// <param name="tokens">How many tokens each text has.</param>
    /// <returns>A graph that reads the weights when it is lowered; until then their file must stay open.</returns>
    public Graph BuildGraph(Resolution latent, int batch = 1, int tokens = UsualTokens)
    {
        var layers = new TransformerLayers(new GraphBuilder(), _parameters, Configuration.NormGroups, Configuration.NormEpsilon);
        GraphBuilder graph = layers.Graph;
        Value x = graph.Input(LatentInput, new TensorShape(batch, latent.H, latent.W, Configuration.InputChannels));
        Value time = Embed(layers, graph.Input(TimeInput, new TensorShape(batch, 1, 1, 1), role: InputRole.Condition));
        Value context = graph.Input(ContextInput, new TensorShape(batch, 1, tokens, Configuration.ContextChannels), role: InputRole.Setting);

        var skips = new Stack<Value>();
        x = Descend(layers, x, time, context, skips);
        x = Residual(layers, x, time, "mid_block.resnets.0", Configuration.Middle.Channels);
        x = layers.Transform(x, context, "mid_block.attentions.0", Configuration.Middle);
        x = Residual(layers, x, time, "mid_block.resnets.1", Configuration.Middle.Channels);
        x = Ascend(layers, x, time, context, skips);
        graph.Output(PredictionOutput, layers.Convolve(layers.NormaliseAndSwish(x, "conv_norm_out"), "conv_out", Configuration.OutputChannels));
        return graph.Build();
    }

    /// <summary>Every block reads the embedding through swish first; it is applied once here.</summary>
    private Value Embed(TransformerLayers layers, Value time)
    {
        Value embedding = layers.Graph.TimeEmbedding(
            time,
            Configuration.Levels[0].Channels,
            Configuration.CosinesFirst ? EmbeddingOrder.CosSin : EmbeddingOrder.SinCos,
            Configuration.FrequencyShift,
            "time_proj");
        embedding = layers.Swish(layers.Linear(embedding, "time_embedding.linear_1", Configuration.EmbeddingChannels));
        return layers.Swish(layers.Linear(embedding, "time_embedding.linear_2", Configuration.EmbeddingChannels));
    }

    private Value Descend(TransformerLayers layers, Value latent, Value time, Value context, Stack<Value> skips)
    {
        Value x = layers.Convolve(latent, "conv_in", Configuration.Levels[0].Channels);
        skips.Push(x);
        for (int level = 0; level < Configuration.Levels.Count; level++)
        {
            string name = $"down_blocks.{level}";
            for (int block = 0; block < Configuration.BlocksPerLevel; block++)
                skips.Push(x = Step(layers, x, time, context, name, level, block));
            if (level + 1 < Configuration.Levels.Count)
                skips.Push(x = layers.Convolve(x, $"{name}.downsamplers.0.conv", x.Shape.C, geometry: Halving));
        }

        return x;
    }

    private Value Ascend(TransformerLayers layers, Value x, Value time, Value context, Stack<Value> skips)
    {
        for (int level = Configuration.Levels.Count - 1; level >= 0; level--)
        {
            string name = $"up_blocks.{Configuration.Levels.Count - 1 - level}";
            for (int block = 0; block <= Configuration.BlocksPerLevel; block++)
                x = Step(layers, layers.Graph.Concat([x, skips.Pop()], $"{name}.concat.{block}"), time, context, name, level, block);
            if (level > 0)
                x = layers.Convolve(layers.Graph.ResizeNearest(x, skips.Peek().Shape.Resolution), $"{name}.upsamplers.0.conv", x.Shape.C);
        }

        return x;
    }

    private Value Step(TransformerLayers layers, Value x, Value time, Value context, string name, int level, int block)
    {
        x = Residual(layers, x, time, $"{name}.resnets.{block}", Configuration.Levels[level].Channels);
        return layers.Transform(x, context, $"{name}.attentions.{block}", Configuration.Levels[level]);
    }

    private static Value Residual(TransformerLayers layers, Value x, Value time, string name, int channels)
    {
        Value h = layers.Convolve(layers.NormaliseAndSwish(x, $"{name}.norm1"), $"{name}.conv1", channels);
        h = layers.Graph.AddVector(h, layers.Linear(time, $"{name}.time_emb_proj", channels), $"{name}.add_time");
        h = layers.Convolve(layers.NormaliseAndSwish(h, $"{name}.norm2"), $"{name}.conv2", channels);
        Value shortcut = x.Shape.C == channels ? x : layers.Convolve(x, $"{name}.conv_shortcut", channels, kernel: 1);
        return layers.Graph.Add(shortcut, h, $"{name}.add");
    }
}
