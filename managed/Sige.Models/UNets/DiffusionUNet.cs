using Sige.Graphs;
using Sige.Sessions;
using Sige.Tensors;
using Sige.Weights;

namespace Sige.Models;

/// <summary>
/// A U-Net that predicts what a noised picture hides: residual blocks on the way down to an eighth or less of the picture's size and up
/// again, with skips between blocks of one size and attention at small sizes.
/// </summary>
/// <remarks>
/// Source: Ho et al., <i>Denoising Diffusion Probabilistic Models</i>, NeurIPS 2020, appendix B.
/// </remarks>
public abstract class DiffusionUNet
{
    /// <summary>Name of the input that holds the noised picture: float32, [N, H, W, 3], about -1 to 1.</summary>
    public const string PictureInput = "picture";

    /// <summary>Name of the input that holds what <see cref="TimeInputOf"/> gives: float32, [N, 1, 1, 1].</summary>
    public const string TimeInput = "time";

    /// <summary>Name of the output: float32, [N, H, W, <see cref="PredictionChannels"/>].</summary>
    public const string PredictionOutput = "prediction";

    private const int PictureChannels = 3;

    private readonly ParameterSource _parameters;

    private protected DiffusionUNet(UNetConfiguration configuration, ParameterSource parameters)
    {
        Configuration = configuration;
        _parameters = parameters;
    }

    /// <summary>The network's sizes.</summary>
    public UNetConfiguration Configuration { get; }

    /// <summary>Where in its file the weights were found, such as <c>ema</c>; null for the file itself, or without a file.</summary>
    public string? WeightSection { get; private set; }

    /// <summary>Height and width of a picture in pixels.</summary>
    public int PictureSize => Configuration.PictureSize;

    /// <summary>3 for the noise alone, 6 for the picture without noise and behind it the noise.</summary>
    public abstract int PredictionChannels { get; }

    /// <summary>How the paper edits this network.</summary>
    /// <remarks>
    /// Recorded statistics err less than exact ones in the recorded edits of both networks, by 0.2 to 0.4 %: what an edit changes in them
    /// reaches active pixels only. In edits of 40 % of a picture it is the other way round, by up to a third, so those run whole already: that
    /// takes up to half as long again as active pixels would.
    /// </remarks>
    public SessionOptions SessionOptions => new()
    {
        SparseFrom = new Resolution(Configuration.SparseFrom, Configuration.SparseFrom),
        Masks = new MaskOptions(Configuration.MaskEpsilon, Configuration.MaskDilation, LevelDilation: 1),
        NormPolicy = NormPolicy.Recorded,
        BreakEven = 0.4,
    };

    /// <summary>Takes a network from a weight file and checks every shape in it.</summary>
    /// <param name="weights">
    /// The file, whose names are those of published PyTorch checkpoints, plain or fused, of Flax or of diffusers, under whatever keys;
    /// averaged weights (<c>ema</c>, <c>ema_params</c>) are taken where the file has them. It must stay open until the graph is lowered.
    /// </param>
    /// <param name="configuration">The network's sizes.</param>
    /// <param name="section">Where in the file to look, as <see cref="NetworkSection.Path"/> has it; null for everywhere.</param>
    /// <exception cref="WeightFormatException">
    /// The file holds no such network or several, the message lists them; or a tensor is missing or of another shape, the message has
    /// both shapes.
    /// </exception>
    public static DiffusionUNet Load(WeightCollection weights, UNetConfiguration configuration, string? section = null)
    {
        ArgumentNullException.ThrowIfNull(weights);
        ArgumentNullException.ThrowIfNull(configuration);
        return Load(new NetworkFinder(weights, NetworkSignature.UNet).Find(section), configuration);
    }

    /// <summary>Takes a network that was found in a file and checks every shape in it.</summary>
    internal static DiffusionUNet Load(FoundNetwork found, UNetConfiguration configuration)
    {
        ParameterSource parameters = found.Layout == NetworkLayout.FlaxUNet ? new FlaxUNetNames(found.Weights)
            : found.Layout == NetworkLayout.DiffusersUNet ? new DiffusersUNetNames(found.Weights, configuration.ChannelMultipliers.Count)
            : new UNetNames(found.Weights, configuration);
        DiffusionUNet network = Create(configuration, parameters);
        network.WeightSection = found.Section;
        network.BuildGraph();
        return network;
    }

    /// <summary>Makes a network of random weights, the same for the same seed.</summary>
    /// <param name="configuration">The network's sizes.</param>
    /// <param name="seed">Any number.</param>
    public static DiffusionUNet Random(UNetConfiguration configuration, ulong seed = 1)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        return Create(configuration, new RandomParameters(seed));
    }

    /// <summary>The network's time input for a time of its schedule.</summary>
    /// <param name="time">The index of a DDPM step, or the logarithm of the signal-to-noise ratio for Progressive Distillation.</param>
    public abstract float TimeInputOf(float time);

    /// <summary>Describes the network.</summary>
    /// <param name="batch">How many pictures a run takes.</param>
    /// <returns>A graph that reads the weights when it is lowered; until then their file must stay open.</returns>
    public Graph BuildGraph(int batch = 1)
    {
        var layers = new UNetLayers(new GraphBuilder(), _parameters, Configuration);
        Value picture = layers.Graph.Input(PictureInput, new TensorShape(batch, PictureSize, PictureSize, PictureChannels));
        Value time = Embed(layers, layers.Graph.Input(TimeInput, new TensorShape(batch, 1, 1, 1), role: InputRole.Condition));

        var skips = new Stack<Value>();
        Value x = Descend(layers, picture, time, skips);
        x = Residual(layers, x, time, "mid.block_1", x.Shape.C);
        x = Attend(layers, x, "mid.attn_1");
        x = Residual(layers, x, time, "mid.block_2", x.Shape.C);
        x = Ascend(layers, x, time, skips);
        x = layers.Convolve(layers.NormaliseAndSwish(x, "norm_out"), "conv_out", PredictionChannels);
        layers.Graph.Output(PredictionOutput, x);
        return layers.Graph.Build();
    }

    /// <summary>A residual block.</summary>
    /// <param name="layers">The graph's layers.</param>
    /// <param name="x">What it reads.</param>
    /// <param name="time">The activated time embedding.</param>
    /// <param name="name">The beginning of its parameters' names.</param>
    /// <param name="channels">Channels that it gives.</param>
    private protected abstract Value Residual(UNetLayers layers, Value x, Value time, string name, int channels);

    /// <summary>Halves height and width.</summary>
    private protected abstract Value Downsample(UNetLayers layers, Value x, Value time, string name);

    /// <summary>Doubles height and width.</summary>
    private protected abstract Value Upsample(UNetLayers layers, Value x, Value time, string name);

    private static DiffusionUNet Create(UNetConfiguration configuration, ParameterSource parameters) =>
        configuration.Kind == UNetKind.ProgressiveDistillation
            ? new ProgressiveDistillationUNet(configuration, parameters)
            : new DdpmUNet(configuration, parameters);

    /// <summary>Every block reads the embedding through swish first; it is applied once here.</summary>
    private Value Embed(UNetLayers layers, Value time)
    {
        Value embedding = layers.Graph.TimeEmbedding(
            time, Configuration.Channels, Configuration.CosinesFirst ? EmbeddingOrder.CosSin : EmbeddingOrder.SinCos, Configuration.FrequencyShift, "temb.embedding");
        embedding = layers.Swish(layers.Linear(embedding, "temb.dense.0", Configuration.EmbeddingChannels));
        return layers.Swish(layers.Linear(embedding, "temb.dense.1", Configuration.EmbeddingChannels));
    }

    private Value Descend(UNetLayers layers, Value picture, Value time, Stack<Value> skips)
    {
        Value x = layers.Convolve(picture, "conv_in", Configuration.Channels);
        skips.Push(x);
        for (int level = 0; level < Configuration.ChannelMultipliers.Count; level++)
        {
            if (level > 0)
                skips.Push(x = Downsample(layers, x, time, $"down.{level - 1}.downsample"));
            for (int block = 0; block < Configuration.BlocksPerLevel; block++)
                skips.Push(x = Step(layers, x, time, $"down.{level}", level, block));
        }

        return x;
    }

    private Value Ascend(UNetLayers layers, Value x, Value time, Stack<Value> skips)
    {
        for (int level = Configuration.ChannelMultipliers.Count - 1; level >= 0; level--)
        {
            for (int block = 0; block <= Configuration.BlocksPerLevel; block++)
                x = Step(layers, layers.Graph.Concat([x, skips.Pop()], $"up.{level}.concat.{block}"), time, $"up.{level}", level, block);
            if (level > 0)
                x = Upsample(layers, x, time, $"up.{level}.upsample");
        }

        return x;
    }

    private Value Step(UNetLayers layers, Value x, Value time, string name, int level, int block)
    {
        x = Residual(layers, x, time, $"{name}.block.{block}", Configuration.Channels * Configuration.ChannelMultipliers[level]);
        return Configuration.AttentionSizes.Contains(x.Shape.H) ? Attend(layers, x, $"{name}.attn.{block}") : x;
    }

    private Value Attend(UNetLayers layers, Value x, string name) =>
        layers.Attend(x, name, heads: Configuration.HeadChannels is { } channels ? x.Shape.C / channels : 1);
}
