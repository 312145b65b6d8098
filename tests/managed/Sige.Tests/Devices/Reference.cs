using Sige.Devices;
using Sige.Tensors;

namespace Sige.Tests.Devices;

/// <summary>Plain loops that say what the operators compute, with sums in double.</summary>
internal static class Reference
{
    public static float Activate(Activation activation, float x) => activation.Function switch
    {
        ActivationFunction.None => x,
        ActivationFunction.Relu => Math.Max(x, 0),
        ActivationFunction.LeakyRelu => x > 0 ? x : activation.Slope * x,
        ActivationFunction.Silu => (float)(x / (1 + Math.Exp(-x))),
        ActivationFunction.Tanh => (float)Math.Tanh(x),
        _ => throw new ArgumentOutOfRangeException(nameof(activation)),
    };

    /// <summary>A convolution of a whole tensor.</summary>
    /// <param name="source">[N, H, W, C].</param>
    /// <param name="shape">The source's shape.</param>
    /// <param name="form">The convolution's form.</param>
    /// <param name="weights">[OutChannels, InChannels / Groups, KernelH, KernelW].</param>
    /// <param name="bias">[OutChannels].</param>
    public static float[] Convolve(
        float[] source, TensorShape shape, ConvolutionDescription form, float[] weights, float[] bias)
    {
        var target = form.Geometry.Apply(shape.Resolution);
        var result = new float[shape.N * target.PixelCount * form.OutChannels];
        var at = 0;
        for (var n = 0; n < shape.N; n++)
            for (var y = 0; y < target.H; y++)
                for (var x = 0; x < target.W; x++)
                    for (var o = 0; o < form.OutChannels; o++)
                        result[at++] = (float)(bias[o] + Filter(source, shape, form, weights, (n, y, x, o)));
        return result;
    }

    /// <summary>Repeats or drops pixels: nearest resampling by 2^s.</summary>
    public static float[] Resample(float[] source, TensorShape shape, int scaleLog2)
    {
        var target = Resampled(shape, scaleLog2);
        var result = new float[target.ElementCount];
        for (var i = 0; i < result.Length; i++)
        {
            var (n, y, x, c) = Index(target, i);
            var sourceY = scaleLog2 >= 0 ? y >> scaleLog2 : y << -scaleLog2;
            var sourceX = scaleLog2 >= 0 ? x >> scaleLog2 : x << -scaleLog2;
            result[i] = source[Offset(shape, n, sourceY, sourceX, c)];
        }

        return result;
    }

    public static TensorShape Resampled(TensorShape shape, int scaleLog2) => scaleLog2 >= 0
        ? shape with { H = shape.H << scaleLog2, W = shape.W << scaleLog2 }
        : shape with { H = shape.H >> -scaleLog2, W = shape.W >> -scaleLog2 };

    /// <summary>Puts the channels of one tensor behind those of another.</summary>
    public static float[] Concat(float[] a, int channelsA, float[] b, int channelsB)
    {
        var pixels = a.Length / channelsA;
        var result = new List<float>(a.Length + b.Length);
        for (var i = 0; i < pixels; i++)
        {
            result.AddRange(a.AsSpan(i * channelsA, channelsA));
            result.AddRange(b.AsSpan(i * channelsB, channelsB));
        }

        return [.. result];
    }

    public static (int N, int Y, int X, int C) Index(TensorShape shape, int element)
    {
        var pixel = element / shape.C;
        return (pixel / (shape.H * shape.W), pixel / shape.W % shape.H, pixel % shape.W, element % shape.C);
    }

    public static int Offset(TensorShape shape, int n, int y, int x, int c) => ((n * shape.H + y) * shape.W + x) * shape.C + c;

    private static double Filter(
        float[] source, TensorShape shape, ConvolutionDescription form, float[] weights, (int N, int Y, int X, int O) at)
    {
        var geometry = form.Geometry;
        var channels = form.InChannels / form.Groups;
        var first = at.O / (form.OutChannels / form.Groups) * channels;
        var sum = 0.0;
        for (var c = 0; c < channels; c++)
            for (var ky = 0; ky < geometry.KernelH; ky++)
                for (var kx = 0; kx < geometry.KernelW; kx++)
                {
                    var y = at.Y * geometry.StrideH - geometry.PadTop + ky;
                    var x = at.X * geometry.StrideW - geometry.PadLeft + kx;
                    if (y < 0 || y >= shape.H || x < 0 || x >= shape.W)
                        continue;
                    var weight = weights[((at.O * channels + c) * geometry.KernelH + ky) * geometry.KernelW + kx];
                    sum += (double)weight * source[Offset(shape, at.N, y, x, first + c)];
                }

        return sum;
    }
}
