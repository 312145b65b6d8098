using Sige.Graphs;
using Sige.Models;
using Sige.Sessions;
using Sige.Tensors;
using Sige.Weights;

namespace Sige.Tests.Sessions;

/// <summary>How a U-Net takes its time in and changes resolution.</summary>
internal enum TimeForm
{
    /// <summary>The time is added; convolutions of stride 2 and behind an enlargement resample.</summary>
    Additive,

    /// <summary>The time scales and shifts; blocks resample between normalisation and convolution.</summary>
    Adaptive,

    /// <summary>The time is added; attention is a transformer block that reads a text too.</summary>
    Conditional,
}

/// <summary>Denoising networks in small, with random weights: three resolutions, attention at the lower two.</summary>
internal sealed class SmallUNet
{
    public const int Height = 32;
    public const int Width = 48;
    public const int Images = 2;

    private const int Embedding = 24;
    private const int Tokens = 7;
    private const int TokenWidth = 10;
    private const float Epsilon = 1e-6f;

    private readonly GraphBuilder _graph = new();
    private readonly RandomParameters _parameters = new(11);
    private readonly TimeForm _kind;
    private readonly Value _time;
    private readonly Value? _text;

    private SmallUNet(TimeForm kind)
    {
        _kind = kind;
        if (kind == TimeForm.Conditional)
            _text = _graph.Input("text", new TensorShape(Images, 1, Tokens, TokenWidth), role: InputRole.Setting);
        EmbeddingOrder order = kind == TimeForm.Additive ? EmbeddingOrder.SinCos : EmbeddingOrder.CosSin;
        Value time = _graph.TimeEmbedding(_graph.Input("time", new TensorShape(Images, 1, 1, 1), role: InputRole.Condition), 16, order);
        time = _graph.Activate(Linear(time, "time.0", Embedding), Activation.Silu);
        _time = Linear(time, "time.1", Embedding);
    }

    /// <summary>The middle resolution is sparse, the lowest whole.</summary>
    public static SessionOptions Options => new() { SparseFrom = new Resolution(Height / 2, Width / 2) };

    public static Graph Build(TimeForm kind) => new SmallUNet(kind).Build();

    /// <summary>Inputs of a run; pictures of one seed are the same.</summary>
    /// <param name="picture">The picture.</param>
    /// <param name="kind">The network.</param>
    /// <param name="text">Texts of one number are the same.</param>
    public static SessionInput[] Inputs(float[] picture, TimeForm kind = TimeForm.Additive, int text = 0) =>
    [
        new("picture", picture),
        new("time", new float[] { 17, 630 }),
        .. kind == TimeForm.Conditional ? (SessionInput[])[new("text", Text(text))] : [],
    ];

    private static float[] Text(int number) => [.. Enumerable.Range(0, Images * Tokens * TokenWidth).Select(i => MathF.Sin(i * 1.7f + number))];

    public static float[] Picture(int seed)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, Images * Height * Width * 3).Select(_ => 2 * random.NextSingle() - 1)];
    }

    public static float[] WithRectangle(float[] picture, int y, int x, int height, int width)
    {
        float[] values = [.. picture];
        for (int row = 0; row < Images * height; row++)
        {
            int first = (row / height * Height + y + row % height) * Width + x;
            values.AsSpan(first * 3, width * 3).Fill(0.5f - row / height);
        }

        return values;
    }

    private Graph Build()
    {
        Value high = Conv(_graph.Input("picture", new TensorShape(Images, Height, Width, 3)), "in", 8);
        Value high1 = Block(high, "down.0", 8);
        Value middle = Down(high1, "down.1.resample");
        Value middle1 = Attend(Block(middle, "down.1", 16), "down.1.attention", 1);
        Value low = Down(middle1, "down.2.resample");
        Value h = Attend(Block(low, "down.2", 16), "down.2.attention", 4);
        h = Block(h, "middle", 16);

        h = Block(_graph.Concat([h, low]), "up.2", 16);
        h = Up(h, "up.2.resample");
        h = Attend(Block(_graph.Concat([h, middle1]), "up.1.0", 16), "up.1.attention", 2);
        h = Block(_graph.Concat([h, middle]), "up.1.1", 16);
        h = Up(h, "up.1.resample");
        h = Block(_graph.Concat([h, high1]), "up.0.0", 8);
        h = Block(_graph.Concat([h, high]), "up.0.1", 8);
        _graph.Output("prediction", Conv(NormSilu(h, "out.norm"), "out", 3));
        return _graph.Build();
    }

    private Value Down(Value x, string name) => _kind == TimeForm.Adaptive
        ? Block(x, name, x.Shape.C, _graph.AveragePool)
        : Conv(x, name, x.Shape.C, new ConvolutionGeometry(3, 3, 2, 2, 0, 0, 1, 1));

    private Value Up(Value x, string name) => _kind == TimeForm.Adaptive ? Block(x, name, x.Shape.C, Enlarge) : Conv(Enlarge(x, null), name, x.Shape.C);

    private Value Enlarge(Value x, string? name) => _graph.ResizeNearest(x, new Resolution(2 * x.Shape.H, 2 * x.Shape.W), name);

    private Value Block(Value x, string name, int channels, Func<Value, string?, Value>? resample = null)
    {
        Value h = NormSilu(x, $"{name}.norm1");
        if (resample is not null)
            h = resample(h, null);
        h = Conv(h, $"{name}.conv1", channels);
        h = _kind != TimeForm.Adaptive
            ? Norm(_graph.AddVector(h, Project(name, 0, channels, channels)), $"{name}.norm2")
            : _graph.ScaleShift(Norm(h, $"{name}.norm2"), Project(name, 0, channels, 2 * channels), Project(name, channels, channels, 2 * channels));
        h = Conv(_graph.Activate(h, Activation.Silu), $"{name}.conv2", channels);
        Value shortcut = resample is null ? x : resample(x, null);
        return _graph.Add(x.Shape.C == channels ? shortcut : Conv(shortcut, $"{name}.shortcut", channels, ConvolutionGeometry.Same(1)), h);
    }

    private Value Attend(Value x, string name, int heads)
    {
        int c = x.Shape.C;
        if (_text is { } text)
            return Transform(x, text, name, heads);
        Value normal = Norm(x, $"{name}.norm");
        Parameter weight = _parameters.Get($"{name}.weight", [3 * c, c]);
        Parameter bias = _parameters.Get($"{name}.bias", [3 * c]);
        Value[] parts = [.. Enumerable.Range(0, 3).Select(i => _graph.Linear(normal, weight.Slice(i * c, c), bias.Slice(i * c, c), $"{name}.{i}"))];
        Value result = _graph.Attention(parts[0], parts[1], parts[2], heads, name: name);
        return _graph.Add(x, Linear(result, $"{name}.projection", c));
    }

    private Value Transform(Value x, Value text, string name, int heads)
    {
        int c = x.Shape.C;
        Value h = Linear(Norm(x, $"{name}.norm"), $"{name}.in", c);
        Value normal = NormPixels(h, $"{name}.norm1");
        Value own = _graph.Attention(Linear(normal, $"{name}.q1", c), Linear(normal, $"{name}.k1", c), Linear(normal, $"{name}.v1", c), heads);
        h = _graph.Add(h, Linear(own, $"{name}.out1", c));
        Value query = Linear(NormPixels(h, $"{name}.norm2"), $"{name}.q2", c);
        Value read = _graph.Attention(query, Linear(text, $"{name}.k2", c), Linear(text, $"{name}.v2", c), heads);
        h = _graph.Add(h, Linear(read, $"{name}.out2", c));
        normal = NormPixels(h, $"{name}.norm3");
        Value gated = _graph.Gate(Linear(normal, $"{name}.passes", 2 * c), Linear(normal, $"{name}.gate", 2 * c), Activation.Gelu);
        h = _graph.Add(h, Linear(gated, $"{name}.out3", c));
        return _graph.Add(x, Linear(h, $"{name}.out", c));
    }

    private Value NormPixels(Value x, string name) => _graph.LayerNorm(x, weight: _parameters.Get($"{name}.weight", [x.Shape.C]), name: name);

    /// <summary>Some of the rows of a block's projection of the time.</summary>
    private Value Project(string block, int first, int count, int rows)
    {
        string name = $"{block}.time";
        Parameter weight = _parameters.Get($"{name}.weight", [rows, Embedding]).Slice(first, count);
        Parameter bias = _parameters.Get($"{name}.bias", [rows]).Slice(first, count);
        return _graph.Linear(_graph.Activate(_time, Activation.Silu), weight, bias, $"{name}.{first}");
    }

    private Value NormSilu(Value x, string name) => _graph.Activate(Norm(x, name), Activation.Silu);

    private Value Norm(Value x, string name) => _graph.GroupNorm(x, 4, Epsilon, bias: _parameters.Get($"{name}.bias", [x.Shape.C]), name: name);

    private Value Linear(Value x, string name, int channels) =>
        _graph.Linear(x, _parameters.Get($"{name}.weight", [channels, x.Shape.C]), _parameters.Get($"{name}.bias", [channels]), name);

    private Value Conv(Value x, string name, int channels, ConvolutionGeometry? geometry = null)
    {
        ConvolutionGeometry form = geometry ?? ConvolutionGeometry.Same(3);
        Parameter weight = _parameters.Get($"{name}.weight", [channels, x.Shape.C, form.KernelH, form.KernelW]);
        return _graph.Conv2D(x, weight, _parameters.Get($"{name}.bias", [channels]), form, name: name);
    }
}
