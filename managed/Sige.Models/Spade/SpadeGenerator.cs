using Sige.Graphs;
using Sige.Sessions;
using Sige.Tensors;
using Sige.Weights;

namespace Sige.Models;

/// <summary>
/// A generator that paints a picture from a label map: residual blocks of spatially-adaptive normalisation, from a
/// small map to the full picture.
/// </summary>
/// <remarks>
/// Source: Park et al., <i>Semantic Image Synthesis with Spatially-Adaptive Normalization</i>, CVPR 2019, figures 3 and 4.
/// </remarks>
public abstract class SpadeGenerator
{
    /// <summary>Name of the input that holds classes, as <see cref="Labels"/> gives them: bytes, [N, H, W, 1].</summary>
    public const string LabelsInput = "labels";

    /// <summary>Name of the input that is 1 at the border of two instances, else 0: float32, [N, H, W, 1].</summary>
    public const string EdgesInput = "edges";

    /// <summary>Name of the output: float32, [N, H, W, 3], -1 to 1.</summary>
    public const string PictureOutput = "picture";

    private const float LeakySlope = 0.2f;

    private readonly SpadeArchitecture _architecture;
    private readonly ParameterSource _parameters;

    private protected SpadeGenerator(SpadeArchitecture architecture, ParameterSource parameters)
    {
        _architecture = architecture;
        _parameters = parameters;
    }

    /// <summary>Where in its file the weights were found, such as <c>netG</c>; null for the file itself, or without a file.</summary>
    public string? WeightSection { get; private protected init; }

    /// <summary>How often the network doubles its picture.</summary>
    public UpsamplingLayout Layout => _architecture.Reading.Layout;

    /// <summary>How many classes there are.</summary>
    public int LabelCount => Labels.Count;

    /// <summary>Which class a label of a map stands for; gives what <see cref="LabelsInput"/> is to hold.</summary>
    public LabelClasses Labels => _architecture.Reading.Labels;

    /// <summary>Whether the network reads <see cref="EdgesInput"/>.</summary>
    public bool HasEdges => _architecture.Reading.InstanceEdges;

    /// <summary>
    /// What neither the weight file nor the options say of the network, and what it is taken for, in a sentence or two; null if nothing
    /// was left open. If it is wrong so is the picture: <see cref="SpadeGeneratorOptions"/> say what the network is.
    /// </summary>
    public string? Assumption => _architecture.Reading.Assumption;

    /// <summary>What both sides of a picture must be a multiple of.</summary>
    public int SizeMultiple => 1 << (int)Layout;

    /// <summary>How the paper edits this network: difference above 1e-3, dilated by 1, then by 2 at each resolution.</summary>
    public abstract SessionOptions SessionOptions { get; }

    /// <summary>Takes a network from a weight file; which generator it is follows from the names of its tensors.</summary>
    /// <param name="weights">The file; must stay open until the graph is lowered.</param>
    /// <param name="options">What the file does not say.</param>
    /// <exception cref="Weights.WeightFormatException">The file holds another network, or several; the message lists them.</exception>
    public static SpadeGenerator Load(Weights.WeightCollection weights, SpadeGeneratorOptions? options = null)
    {
        FoundNetwork found = Find(weights, options);
        return GanCompression.IsIn(found.Weights) ? GanCompression.Load(found, options) : GauGan.Load(found, options);
    }

    /// <summary>Finds a generator in a file; one without it is given back whole, for <see cref="SpadeFile"/> to say what it is.</summary>
    private protected static FoundNetwork Find(Weights.WeightCollection weights, SpadeGeneratorOptions? options)
    {
        ArgumentNullException.ThrowIfNull(weights);
        var finder = new NetworkFinder(weights, NetworkSignature.Spade);
        return finder.Candidates.Count == 0 && options?.Section is null
            ? new FoundNetwork(weights, NetworkSignature.Spade.Layouts[0], Section: null)
            : finder.Find(options?.Section);
    }

    /// <summary>Describes the network for one size of picture.</summary>
    /// <param name="height">Height in pixels, a multiple of <see cref="SizeMultiple"/>.</param>
    /// <param name="width">Width in pixels, a multiple of <see cref="SizeMultiple"/>.</param>
    /// <param name="batch">How many pictures a run paints.</param>
    /// <returns>A graph that reads the weights when it is lowered; until then their file must stay open.</returns>
    /// <exception cref="ArgumentException">A side does not divide; the message has the multiple.</exception>
    /// <exception cref="Weights.WeightFormatException">A tensor is missing or of another shape.</exception>
    public Graph BuildGraph(int height, int width, int batch = 1)
    {
        if (height < SizeMultiple || width < SizeMultiple || height % SizeMultiple != 0 || width % SizeMultiple != 0)
        {
            throw new ArgumentException(
                $"A picture of {width}x{height} pixels does not fit this network: with upsampling layout {Layout} both sides must be multiples of {SizeMultiple}.");
        }

        var graph = new GraphBuilder();
        var segmentation = new SegmentationMap(graph, _architecture, new TensorShape(batch, height, width, 1));
        graph.Output(PictureOutput, Paint(graph, segmentation, new Resolution(height / SizeMultiple, width / SizeMultiple)));
        return graph.Build();
    }

    /// <summary>Makes gamma and beta of one modulation.</summary>
    private protected abstract (Value Gamma, Value Beta) ModulationMaps(GraphBuilder graph, Value hidden, string norm, int channels);

    /// <summary>Side of the filters that make gamma and beta.</summary>
    private protected int ModulationKernel => _architecture.Modulation.Kernel;

    private protected Value Convolve(GraphBuilder graph, Value source, string name, int channels, int kernel, bool bias = true)
    {
        Parameter weight = _parameters.Get($"{name}.weight", [channels, source.Shape.C, kernel, kernel]);
        return graph.Conv2D(source, weight, bias ? _parameters.Get($"{name}.bias", [channels]) : null, name: name);
    }

    private protected Value ConvolveDepthwise(GraphBuilder graph, Value source, string name)
    {
        int channels = source.Shape.C;
        Parameter weight = _parameters.Get($"{name}.weight", [channels, 1, 3, 3]);
        return graph.Conv2D(source, weight, _parameters.Get($"{name}.bias", [channels]), groups: channels, name: name);
    }

    private Value Paint(GraphBuilder graph, SegmentationMap segmentation, Resolution first)
    {
        Value x = ConvolveMap(graph, segmentation.At(first), "fc", _architecture.FirstWidth, 3);
        foreach (SpadeBlock block in _architecture.Blocks)
        {
            bool sameSize = block.Name == "head_0" || (block.Name == "G_middle_1" && Layout == UpsamplingLayout.Normal);
            x = Residual(graph, segmentation, sameSize ? x : Double(graph, x), block);
        }

        x = Convolve(graph, graph.Activate(x, Activation.LeakyRelu(LeakySlope)), "conv_img", 3, 3);
        return graph.Activate(x, Activation.Tanh);
    }

    private static Value Double(GraphBuilder graph, Value x) =>
        graph.ResizeNearest(x, new Resolution(2 * x.Shape.H, 2 * x.Shape.W));

    /// <summary>A convolution of labels and edges.</summary>
    private Value ConvolveMap(GraphBuilder graph, Value map, string name, int channels, int kernel)
    {
        Parameter weight = _parameters.Get($"{name}.weight", [channels, map.Shape.C, kernel, kernel]);
        return graph.Conv2D(map, Labels.Arrange(weight), _parameters.Get($"{name}.bias", [channels]), name: name);
    }

    private Value Residual(GraphBuilder graph, SegmentationMap segmentation, Value x, SpadeBlock block)
    {
        Value normalised = Normalise(graph, x, $"{block.Name}.norm_0");
        Value shortcut = x;
        if (block.LearnedShortcut)
        {
            Value own = _architecture.Modulation.IsInstanceNorm ? normalised : Normalise(graph, x, $"{block.Name}.norm_s");
            Value modulated = Modulate(graph, segmentation, own, block, "norm_s");
            shortcut = Convolve(graph, modulated, $"{block.Name}.conv_s", block.Out, 1, bias: false);
        }

        Value dx = Activated(graph, Modulate(graph, segmentation, normalised, block, "norm_0"));
        dx = Normalise(graph, Convolve(graph, dx, $"{block.Name}.conv_0", block.Middle, 3), $"{block.Name}.norm_1");
        dx = Activated(graph, Modulate(graph, segmentation, dx, block, "norm_1"));
        dx = Convolve(graph, dx, $"{block.Name}.conv_1", block.Out, 3);
        return graph.Add(shortcut, dx, $"{block.Name}.add");
    }

    private Value Normalise(GraphBuilder graph, Value x, string norm)
    {
        string name = $"{norm}.param_free_norm";
        if (_architecture.Modulation.IsInstanceNorm)
            return graph.InstanceNorm(x, name: name);
        var statistics = new BatchNormParameters(
            _parameters.GetPrefix($"{name}.running_mean", x.Shape.C), _parameters.GetPrefix($"{name}.running_var", x.Shape.C));
        return graph.BatchNorm(x, statistics, name: name);
    }

    private Value Modulate(GraphBuilder graph, SegmentationMap segmentation, Value normalised, SpadeBlock block, string place)
    {
        string norm = $"{block.Name}.{place}";
        Value map = segmentation.At(normalised.Shape.Resolution);
        Value hidden = ConvolveMap(graph, map, $"{norm}.mlp_shared.0", block.Hidden, _architecture.Modulation.Kernel);
        (Value gamma, Value beta) = ModulationMaps(graph, graph.Activate(hidden, Activation.Relu), norm, normalised.Shape.C);
        return graph.SpadeModulate(normalised, gamma, beta, norm);
    }

    private static Value Activated(GraphBuilder graph, Value x) => graph.Activate(x, Activation.LeakyRelu(LeakySlope));
}
