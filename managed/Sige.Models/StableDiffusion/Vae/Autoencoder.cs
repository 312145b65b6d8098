using Sige.Graphs;
using Sige.Sessions;
using Sige.Tensors;
using Sige.Weights;

namespace Sige.Models;

/// <summary>
/// The variational autoencoder of Stable Diffusion: the encoder makes of a picture the mean and the logarithm of the variance of a
/// latent of an eighth of its height and width, the decoder a picture of a latent.
/// </summary>
/// <remarks>
/// Source: Rombach et al., <i>High-Resolution Image Synthesis with Latent Diffusion Models</i>, CVPR 2022, section 3.1.
/// </remarks>
public sealed class Autoencoder
{
    /// <summary>Name of the encoder's input: float32, [N, H, W, <see cref="AutoencoderConfiguration.InputChannels"/>], -1 to 1.</summary>
    public const string PictureInput = "picture";

    /// <summary>Name of the encoder's output: float32, [N, h, w, 2 * latent channels], the means and behind them the logarithms of the variances.</summary>
    public const string MomentsOutput = "moments";

    /// <summary>Name of the decoder's input: float32, [N, h, w, <see cref="AutoencoderConfiguration.LatentChannels"/>], without the U-Net's scaling.</summary>
    public const string LatentInput = "latent";

    /// <summary>Name of the decoder's output: float32, [N, H, W, <see cref="AutoencoderConfiguration.OutputChannels"/>], about -1 to 1.</summary>
    public const string PictureOutput = "picture";

    /// <summary>A 3x3 kernel over every second pixel, with zeros below and on the right only.</summary>
    private static readonly ConvolutionGeometry Halving = new(3, 3, 2, 2, PadTop: 0, PadLeft: 0, PadBottom: 1, PadRight: 1);

    private static readonly Resolution SmallestSparse = new(16, 16);

    private readonly ParameterSource _parameters;

    private Autoencoder(AutoencoderConfiguration configuration, ParameterSource parameters) => (Configuration, _parameters) = (configuration, parameters);

    /// <summary>The network's sizes.</summary>
    public AutoencoderConfiguration Configuration { get; }

    /// <summary>How the paper edits the encoder.</summary>
    /// <remarks>Exact statistics err 7 % less than recorded ones in the recorded edit.</remarks>
    public SessionOptions EncoderOptions => new()
    {
        SparseFrom = SmallestSparse,
        Masks = new MaskOptions(Epsilon: 1e-3f, FirstDilation: 5, LevelDilation: 1),
        NormPolicy = NormPolicy.Exact,
    };

    /// <summary>
    /// How the paper edits the decoder; masks are those of the picture, and dilated by 40 pixels, as far as five of a latent's are seen.
    /// </summary>
    /// <remarks>Recorded statistics err 0.7 % less than exact ones in the recorded edit.</remarks>
    public SessionOptions DecoderOptions => new()
    {
        SparseFrom = SmallestSparse,
        MaskScale = Configuration.Downscale,
        Masks = new MaskOptions(Epsilon: 1e-3f, FirstDilation: 40, LevelDilation: 1),
        NormPolicy = NormPolicy.Recorded,
    };

    /// <summary>Takes encoder and decoder from a weight file and checks every tensor of them.</summary>
    /// <param name="weights">
    /// The file, whose names are those of diffusers, old ones included, or of the latent-diffusion code base, under whatever keys. It must
    /// stay open until the graphs are lowered.
    /// </param>
    /// <param name="configuration">The network's sizes.</param>
    /// <param name="section">Where in the file to look, as <see cref="NetworkSection.Path"/> has it; null for everywhere.</param>
    /// <exception cref="WeightFormatException">
    /// The file holds no such network or several; or tensors are missing, left over or of another shape: the message lists them all.
    /// </exception>
    public static Autoencoder Load(WeightCollection weights, AutoencoderConfiguration configuration, string? section = null)
    {
        ArgumentNullException.ThrowIfNull(weights);
        ArgumentNullException.ThrowIfNull(configuration);
        FoundNetwork found = new NetworkFinder(weights, NetworkSignature.Autoencoder).Find(section);
        NameTable names = found.Layout == NetworkLayout.CompVisAutoencoder
            ? AutoencoderNames.CompVis(configuration)
            : AutoencoderNames.IsOlder(found.Weights) ? AutoencoderNames.Older : NameTable.Same;
        CheckedParameters parameters = new(found.Weights, names, NetworkSignature.Autoencoder.Network);
        var network = new Autoencoder(configuration, parameters);
        var latent = new Resolution(8, 8);
        network.BuildEncoder(new Resolution(latent.H * configuration.Downscale, latent.W * configuration.Downscale));
        network.BuildDecoder(latent);
        parameters.RequireAll();
        return network;
    }

    /// <summary>Makes a network of random weights, the same for the same seed.</summary>
    /// <param name="configuration">The network's sizes.</param>
    /// <param name="seed">Any number.</param>
    public static Autoencoder Random(AutoencoderConfiguration configuration, ulong seed = 1)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        return new Autoencoder(configuration, new RandomParameters(seed));
    }

    /// <summary>Describes the encoder.</summary>
    /// <param name="picture">Height and width of the pictures, multiples of <see cref="AutoencoderConfiguration.Downscale"/>.</param>
    /// <param name="batch">How many pictures a run takes.</param>
    /// <returns>A graph that reads the weights when it is lowered; until then their file must stay open.</returns>
    /// <exception cref="ArgumentException">The size is no such multiple.</exception>
    public Graph BuildEncoder(Resolution picture, int batch = 1)
    {
        int multiple = Configuration.Downscale;
        if (picture.H % multiple != 0 || picture.W % multiple != 0)
            throw new ArgumentException($"A picture to encode is expected to be a multiple of {multiple} in height and width, but is {picture}.", nameof(picture));
        var layers = new AutoencoderLayers(new GraphBuilder(), _parameters, Configuration);
        Value x = layers.Graph.Input(PictureInput, new TensorShape(batch, picture.H, picture.W, Configuration.InputChannels));
        x = layers.Convolve(x, "encoder.conv_in", Configuration.Widths[0]);
        for (int level = 0; level < Configuration.Widths.Count; level++)
        {
            string name = $"encoder.down_blocks.{level}";
            for (int block = 0; block < Configuration.BlocksPerLevel; block++)
                x = layers.Residual(x, $"{name}.resnets.{block}", Configuration.Widths[level]);
            if (level + 1 < Configuration.Widths.Count)
                x = layers.Convolve(x, $"{name}.downsamplers.0.conv", x.Shape.C, geometry: Halving);
        }

        x = layers.Middle(x, "encoder.mid_block");
        int moments = 2 * Configuration.LatentChannels;
        x = layers.Convolve(layers.NormaliseAndSwish(x, "encoder.conv_norm_out"), "encoder.conv_out", moments);
        layers.Graph.Output(MomentsOutput, Configuration.ProjectsMoments ? layers.Convolve(x, "quant_conv", moments, kernel: 1) : x);
        return layers.Graph.Build();
    }

    /// <summary>Describes the decoder.</summary>
    /// <param name="latent">Height and width of the latents.</param>
    /// <param name="batch">How many latents a run takes.</param>
    /// <returns>A graph that reads the weights when it is lowered; until then their file must stay open.</returns>
    public Graph BuildDecoder(Resolution latent, int batch = 1)
    {
        var layers = new AutoencoderLayers(new GraphBuilder(), _parameters, Configuration);
        Value x = layers.Graph.Input(LatentInput, new TensorShape(batch, latent.H, latent.W, Configuration.LatentChannels));
        if (Configuration.ProjectsLatents)
            x = layers.Convolve(x, "post_quant_conv", Configuration.LatentChannels, kernel: 1);
        x = layers.Middle(layers.Convolve(x, "decoder.conv_in", Configuration.Widths[^1]), "decoder.mid_block");
        for (int level = Configuration.Widths.Count - 1; level >= 0; level--)
        {
            string name = $"decoder.up_blocks.{Configuration.Widths.Count - 1 - level}";
            for (int block = 0; block <= Configuration.BlocksPerLevel; block++)
                x = layers.Residual(x, $"{name}.resnets.{block}", Configuration.Widths[level]);
            if (level > 0)
                x = layers.Convolve(layers.Double(x), $"{name}.upsamplers.0.conv", x.Shape.C);
        }

        layers.Graph.Output(PictureOutput, layers.Convolve(layers.NormaliseAndSwish(x, "decoder.conv_norm_out"), "decoder.conv_out", Configuration.OutputChannels));
        return layers.Graph.Build();
    }
}
