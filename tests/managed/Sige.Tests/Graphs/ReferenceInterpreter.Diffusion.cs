using Sige.Graphs;
using Sige.Tensors;

namespace Sige.Tests.Graphs;

/// <content>Vectors, pooling and attention.</content>
internal static partial class ReferenceInterpreter
{
    private static float[] AddVector(Node node, float[][] inputs)
    {
        TensorShape shape = node.Output.Shape;
        return Each(node, (pixel, c) => inputs[0][pixel * shape.C + c] + inputs[1][Image(shape, pixel) * shape.C + c]);
    }

    private static float[] ScaleShift(Node node, float[][] inputs)
    {
        TensorShape shape = node.Output.Shape;
        return Each(node, (pixel, c) =>
        {
            long at = Image(shape, pixel) * shape.C + c;
            return inputs[0][pixel * shape.C + c] * (1 + inputs[1][at]) + inputs[2][at];
        });
    }

    private static float[] Pool(AveragePoolNode node, float[] source)
    {
        TensorShape from = node.Source.Shape;
        TensorShape to = node.Output.Shape;
        return Each(node, (pixel, c) =>
        {
            double sum = 0;
            for (int tap = 0; tap < 4; tap++)
            {
                long y = 2 * (pixel / to.W % to.H) + tap / 2;
                long x = 2 * (pixel % to.W) + tap % 2;
                sum += source[((Image(to, pixel) * from.H + y) * from.W + x) * from.C + c];
            }

            return (float)(sum / 4);
        });
    }

    private static float[] Embed(TimeEmbeddingNode node, float[] times)
    {
        int half = node.Output.Shape.C / 2;
        return Each(node, (image, c) =>
        {
            float exponent = c % half * (float)(-Math.Log(10000) / (half - node.DownscaleShift));
            float angle = times[image] * MathF.Exp(exponent);
            return (float)(c < half == (node.Order == EmbeddingOrder.SinCos) ? Math.Sin(angle) : Math.Cos(angle));
        });
    }

    private static float[] Attend(AttentionNode node, float[] query, float[] key, float[] value)
    {
        TensorShape to = node.Output.Shape;
        int width = to.C / node.Heads;
        var result = new float[to.ElementCount];
        Parallel.For(0, to.N * to.H * to.W, pixel =>
        {
            for (int head = 0; head < node.Heads; head++)
            {
                double[] shares = Shares(node, query, key, pixel, head);
                for (int c = head * width; c < (head + 1) * width; c++)
                    result[pixel * to.C + c] = (float)shares.Select((share, at) => share * value[(Image(to, pixel) * shares.Length + at) * to.C + c]).Sum();
            }
        });
        return result;
    }

    private static double[] Shares(AttentionNode node, float[] query, float[] key, int pixel, int head)
    {
        TensorShape from = node.Key.Shape;
        int width = from.C / node.Heads;
        var scores = new double[from.H * from.W];
        for (int at = 0; at < scores.Length; at++)
        {
            if (node.IsCausal && at > pixel % scores.Length)
            {
                scores[at] = double.NegativeInfinity;
                continue;
            }

            long row = (Image(node.Output.Shape, pixel) * scores.Length + at) * from.C;
            for (int c = head * width; c < (head + 1) * width; c++)
                scores[at] += node.Scale * (double)query[pixel * from.C + c] * key[row + c];
        }

        double largest = scores.Max();
        double[] weights = Array.ConvertAll(scores, score => Math.Exp(score - largest));
        double total = weights.Sum();
        return Array.ConvertAll(weights, weight => weight / total);
    }

    private static float[] Normalise(LayerNormNode node, float[] source)
    {
        int channels = node.Output.Shape.C;
        float[]? weight = node.Weight?.Read();
        float[]? bias = node.Bias?.Read();
        var result = new float[source.Length];
        for (int pixel = 0; pixel < source.Length; pixel += channels)
        {
            ReadOnlySpan<float> row = source.AsSpan(pixel, channels);
            double mean = 0, variance = 0;
            foreach (float x in row)
                mean += (double)x / channels;
            foreach (float x in row)
                variance += Math.Pow(x - mean, 2) / channels;
            for (int c = 0; c < channels; c++)
                result[pixel + c] = (float)((row[c] - mean) / Math.Sqrt(variance + node.Epsilon) * (weight?[c] ?? 1) + (bias?[c] ?? 0));
        }

        return result;
    }

    /// <summary>The normal distribution: its series about 0, 1/2 + density times x + x^3/3 + x^5/15 + ..., in which nothing cancels for positive x.</summary>
    private static double NormalDistribution(double x)
    {
        double magnitude = Math.Min(Math.Abs(x), 12), term = magnitude, sum = magnitude;
        for (int odd = 3; term > 1e-18 * sum; odd += 2)
            sum += term *= magnitude * magnitude / odd;
        double tail = 0.5 - sum * Math.Exp(-magnitude * magnitude / 2) / Math.Sqrt(2 * Math.PI);
        return x < 0 ? tail : 1 - tail;
    }

    private static long Image(TensorShape shape, long pixel) => pixel / shape.W / shape.H;
}
