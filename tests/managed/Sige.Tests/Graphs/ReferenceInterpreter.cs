using Sige.Graphs;
using Sige.Tensors;

namespace Sige.Tests.Graphs;

/// <summary>Runs a graph one node at a time with plain loops and float64 sums: slow, and obviously right.</summary>
internal static partial class ReferenceInterpreter
{
    /// <summary>Gives every output, NHWC; inputs are NHWC too, labels as floats.</summary>
    public static Dictionary<string, float[]> Run(Graph graph, IReadOnlyDictionary<string, float[]> inputs)
    {
        var values = new Dictionary<Value, float[]>();
        foreach (Node node in graph.Nodes)
            values[node.Output] = node is InputNode ? inputs[node.Name] : Evaluate(node, [.. node.Inputs.Select(value => values[value])]);
        return graph.Outputs.ToDictionary(output => output.Name, output => values[output.Value]);
    }

    public static float Apply(Activation activation, float x) => activation.Function switch
    {
        ActivationFunction.None => x,
        ActivationFunction.Relu => Math.Max(x, 0),
        ActivationFunction.LeakyRelu => x > 0 ? x : x * activation.Slope,
        ActivationFunction.Silu => (float)(x / (1 + Math.Exp(-x))),
        ActivationFunction.Tanh => (float)Math.Tanh(x),
        ActivationFunction.Gelu => (float)(x * NormalDistribution(x)),
        ActivationFunction.QuickGelu => (float)(x / (1 + Math.Exp(-1.702 * x))),
        _ => throw new ArgumentOutOfRangeException(nameof(activation)),
    };

    private static float[] Evaluate(Node node, float[][] inputs) => node switch
    {
        OneHotNode => Each(node, (pixel, c) => (int)inputs[0][pixel] == c ? 1 : 0),
        ConcatNode => Concat(node, inputs),
        ConvolutionNode convolution => Convolve(convolution, inputs[0]),
        BatchNormNode norm => Normalise(norm, inputs[0]),
        StatisticsNormNode norm => Normalise(norm, inputs[0]),
        ActivationNode activation => Array.ConvertAll(inputs[0], x => Apply(activation.Activation, x)),
        LayerNormNode norm => Normalise(norm, inputs[0]),
        GateNode gate => [.. inputs[0].Zip(inputs[1], (x, opens) => x * Apply(gate.Activation, opens))],
        AddNode => [.. inputs[0].Zip(inputs[1], (a, b) => a + b)],
        ResizeNode resize => Resize(resize, inputs[0]),
        SpadeModulateNode => [.. inputs[0].Select((x, i) => x * (1 + inputs[1][i]) + inputs[2][i])],
        AddVectorNode => AddVector(node, inputs),
        ScaleShiftNode => ScaleShift(node, inputs),
        AveragePoolNode pool => Pool(pool, inputs[0]),
        AttentionNode attention => Attend(attention, inputs[0], inputs[1], inputs[2]),
        TimeEmbeddingNode embedding => Embed(embedding, inputs[0]),
        _ => throw new NotSupportedException($"Node '{node.Name}' of type {node.GetType().Name}."),
    };

    private static float[] Each(Node node, Func<long, int, float> element)
    {
        TensorShape shape = node.Output.Shape;
        var result = new float[shape.ElementCount];
        for (long i = 0; i < result.Length; i++)
            result[i] = element(i / shape.C, (int)(i % shape.C));
        return result;
    }

    private static float[] Concat(Node node, float[][] inputs)
    {
        int first = node.Inputs[0].Shape.C;
        return inputs.Length == 2
            ? Each(node, (pixel, c) => c < first ? inputs[0][pixel * first + c] : inputs[1][pixel * node.Inputs[1].Shape.C + c - first])
            : throw new NotSupportedException("The interpreter joins two inputs.");
    }

    private static float[] Resize(ResizeNode node, float[] source)
    {
        TensorShape from = node.Source.Shape;
        TensorShape to = node.Output.Shape;
        return Each(node, (pixel, c) =>
        {
            long x = pixel % to.W * from.W / to.W;
            long y = pixel / to.W % to.H * from.H / to.H;
            long n = pixel / to.W / to.H;
            return source[((n * from.H + y) * from.W + x) * from.C + c];
        });
    }

    private static float[] Normalise(BatchNormNode node, float[] source)
    {
        float[] mean = node.Parameters.Mean.Read();
        float[] variance = node.Parameters.Variance.Read();
        float[]? weight = node.Parameters.Weight?.Read();
        float[]? bias = node.Parameters.Bias?.Read();
        int channels = node.Output.Shape.C;
        return Each(node, (pixel, c) =>
        {
            double x = (source[pixel * channels + c] - mean[c]) / Math.Sqrt(variance[c] + (double)node.Epsilon);
            return (float)(x * (weight?[c] ?? 1) + (bias?[c] ?? 0));
        });
    }

    private static float[] Normalise(StatisticsNormNode node, float[] source)
    {
        TensorShape shape = node.Output.Shape;
        int width = shape.C / node.Groups;
        var sums = new (double Sum, double Squares)[shape.N * node.Groups];
        long perImage = (long)shape.H * shape.W;
        for (long i = 0; i < source.Length; i++)
        {
            ref var sum = ref sums[i / shape.C / perImage * node.Groups + i % shape.C / width];
            sum = (sum.Sum + source[i], sum.Squares + (double)source[i] * source[i]);
        }

        float[]? weight = node.Weight?.Read();
        float[]? bias = node.Bias?.Read();
        double count = perImage * width;
        return Each(node, (pixel, c) =>
        {
            (double sum, double squares) = sums[pixel / perImage * node.Groups + c / width];
            double mean = sum / count;
            double x = (source[pixel * shape.C + c] - mean) / Math.Sqrt(squares / count - mean * mean + node.Epsilon);
            return (float)(x * (weight?[c] ?? 1) + (bias?[c] ?? 0));
        });
    }

    private static float[] Convolve(ConvolutionNode node, float[] source)
    {
        TensorShape to = node.Output.Shape;
        var result = new float[to.ElementCount];
        float[] weight = node.Weight.Read();
        float[]? bias = node.Bias?.Read();
        Parallel.For(0, to.N * to.H, row =>
        {
            for (int x = 0; x < to.W; x++)
            {
                Span<float> pixel = result.AsSpan((row * to.W + x) * to.C, to.C);
                for (int c = 0; c < to.C; c++)
                    pixel[c] = (float)((bias?[c] ?? 0) + Product(node, source, weight, row / to.H, row % to.H, x, c));
            }
        });
        return result;
    }

    private static double Product(ConvolutionNode node, float[] source, float[] weight, int n, int y, int x, int filter)
    {
        TensorShape from = node.Source.Shape;
        ConvolutionGeometry form = node.Geometry;
        int width = from.C / node.Groups;
        int firstChannel = node.Groups == 1 ? 0 : filter;
        int taps = form.KernelH * form.KernelW;
        double sum = 0;
        for (int tap = 0; tap < taps; tap++)
        {
            int sourceY = y * form.StrideH + tap / form.KernelW - form.PadTop;
            int sourceX = x * form.StrideW + tap % form.KernelW - form.PadLeft;
            if ((uint)sourceY >= (uint)from.H || (uint)sourceX >= (uint)from.W)
                continue;
            int at = ((n * from.H + sourceY) * from.W + sourceX) * from.C + firstChannel;
            int filterAt = filter * width * taps + tap;
            for (int c = 0; c < width; c++)
                sum += (double)source[at + c] * weight[filterAt + c * taps];
        }

        return sum;
    }
}
