using NUnit.Framework;
using Sige.Devices;
using Sige.Graphs;
using Sige.Tensors;

namespace Sige.Tests.Devices;

/// <summary>Attention, pooling, time embeddings, and the vectors of an image that convolutions and normalisations take.</summary>
[TestFixture]
internal sealed class AttentionTests : DeviceFixture
{
    private const int Heads = 2;
    private const int Width = 5;
    private static readonly TensorShape Shape = new(2, 3, 4, Heads * Width);
    private static readonly int[] Pixels = [0, 5, 11];

    [TestCase(null, 0.4472135955)]
    [TestCase(0.7f, 0.7)]
    public void Attention_is_the_weighted_mean_of_values(float? scale, double factor)
    {
        var joint = Random(3 * Shape.ElementCount, seed: 1);
        var source = Tensor(Shape with { C = 3 * Shape.C }, joint);
        var result = Unwritten(Shape);
        Operators.Attention(Queue, new AttentionRun
        {
            Heads = Heads,
            Scale = scale,
            Query = source.Channels(0, Shape.C),
            Key = source.Channels(Shape.C, Shape.C),
            Value = source.Channels(2 * Shape.C, Shape.C),
            Active = Active(Shape.Resolution, Pixels),
            Destination = result,
        });
        var expected = Enumerable.Range(0, (int)Shape.ElementCount)
            .Select(i => IsActive(i) ? Attend(joint, i, factor) : float.NaN);
        Assert.That(Read(result), Is.EqualTo(expected).Within(2e-6f));
    }

    [Test]
    public void Attention_refuses_heads_that_do_not_divide()
    {
        var tensor = Unwritten(Shape);
        var run = new AttentionRun { Heads = 3, Query = tensor, Key = tensor, Value = tensor, Destination = Unwritten(Shape) };
        Assert.That(
            () => Operators.Attention(Queue, run),
            Throws.TypeOf<SigeException>().With.Message.Contains("query has 10 channels, expected a multiple of 3 heads"));
    }

    [Test]
    public void Pool_halves_what_the_prologue_makes()
    {
        var shape = new TensorShape(1, 2, 4, 3);
        var values = Random(shape.ElementCount, seed: 2);
        float[] scale = [1, 2, -1];
        var result = Unwritten(new TensorShape(1, 1, 2, 3));
        Operators.AveragePool(
            Queue, Tensor(shape, values), new Affine(Buffer<float>(scale), Activation: Activation.Relu), null, result);
        var expected = Enumerable.Range(0, 6).Select(i => new[] { 0, 1, 4, 5 }
            .Average(pixel => Math.Max(0, values[(pixel + i / 3 * 2) * 3 + i % 3] * scale[i % 3])));
        Assert.That(Read(result), Is.EqualTo(expected.Select(x => (float)x)).Within(1e-6f));
    }

    [TestCase(EmbeddingOrder.SinCos, new[] { 0f, 0, 1, 1, 0.841471f, 0.0099998f, 0.540302f, 0.99995f })]
    [TestCase(EmbeddingOrder.CosSin, new[] { 1f, 1, 0, 0, 0.540302f, 0.99995f, 0.841471f, 0.0099998f })]
    public void Times_are_embedded(EmbeddingOrder order, float[] expected)
    {
        var result = Unwritten(new TensorShape(2, 1, 1, 4));
        Operators.TimeEmbedding(Queue, Tensor(new TensorShape(2, 1, 1, 1), [0, 1]), order, 0, result);
        Assert.That(Read(result), Is.EqualTo(expected).Within(1e-6f));
    }

    [Test]
    public void Modulation_takes_one_value_an_image_and_no_gamma()
    {
        var values = Random(Shape.ElementCount, seed: 3);
        var beta = Random(Shape.N * Shape.C, seed: 4);
        var result = Unwritten(Shape);
        Operators.SpadeModulate(
            Queue, Tensor(Shape, values), default, default, Tensor(Vector(Shape.C), beta), null, result);
        Assert.That(Read(result), Is.EqualTo(values.Select((x, i) => x + beta[OfImage(Shape, i)])));
    }

    [Test]
    public void Bias_of_an_image_is_added_to_each_of_its_pixels()
    {
        var form = new ConvolutionDescription(Shape.C, 7, ConvolutionGeometry.Same(1));
        var weights = Random(form.WeightCount, seed: 5);
        var bias = Random(Shape.N * 7, seed: 6);
        var source = Random(Shape.ElementCount, seed: 7);
        using var convolution = new Convolution(Device, form, weights);
        var shape = Shape with { C = 7 };
        var result = Unwritten(shape);
        convolution.Run(Queue, new ConvolutionRun
        {
            Source = Tensor(Shape, source),
            ImageBias = Tensor(Vector(7), bias),
            Activation = Activation.Relu,
            Destination = result,
        });
        var expected = Reference.Convolve(source, Shape, form, weights, new float[7])
            .Select((x, i) => Math.Max(0, x + bias[OfImage(shape, i)]));
        Assert.That(Read(result), Is.EqualTo(expected).Within(2e-6f));
    }

    [Test]
    public void Vectors_of_an_image_adapt_a_normalisation()
    {
        var run = new StatisticsRun
        {
            Kind = StatisticsKind.Group,
            Groups = 2,
            Source = Tensor(Shape, Random(Shape.ElementCount, seed: 8)),
            Epsilon = 1e-6f,
            Sums = Empty<double>(Shape.N * Shape.C * 2),
            Scale = Empty<float>(Shape.N * Shape.C),
            Shift = Empty<float>(Shape.N * Shape.C),
        };
        Operators.NormStatistics(Queue, run);
        var (scale, shift) = (Read<float>(run.Scale, Shape.N * Shape.C), Read<float>(run.Shift, Shape.N * Shape.C));
        var (gain, offset) = (Random(Shape.N * Shape.C, seed: 9), Random(Shape.N * Shape.C, seed: 10));
        Operators.NormStatistics(
            Queue, run with { ImageScale = Tensor(Vector(Shape.C), gain), ImageShift = Tensor(Vector(Shape.C), offset) });
        using (Assert.EnterMultipleScope())
        {
            Assert.That(
                Read<float>(run.Scale, scale.Length), Is.EqualTo(scale.Select((x, i) => x * (1 + gain[i]))).Within(1e-6f));
            Assert.That(
                Read<float>(run.Shift, shift.Length),
                Is.EqualTo(shift.Select((x, i) => x * (1 + gain[i]) + offset[i])).Within(1e-6f));
        }
    }

    private static TensorShape Vector(int channels) => new(Shape.N, 1, 1, channels);

    private static int OfImage(TensorShape shape, int element)
    {
        var (n, _, _, c) = Reference.Index(shape, element);
        return n * shape.C + c;
    }

    private static bool IsActive(int element)
    {
        var (_, y, x, _) = Reference.Index(Shape, element);
        return Pixels.Contains(y * Shape.W + x);
    }

    private static float Attend(float[] joint, int element, double factor)
    {
        var (n, y, x, c) = Reference.Index(Shape, element);
        var pixels = Shape.H * Shape.W;
        var head = c / Width * Width;
        double At(int pixel, int channel) => joint[(n * pixels + pixel) * 3 * Shape.C + channel];
        var query = y * Shape.W + x;
        var weights = Enumerable.Range(0, pixels)
            .Select(key => Math.Exp(factor * Enumerable.Range(head, Width).Sum(i => At(query, i) * At(key, Shape.C + i))))
            .ToList();
        return (float)(weights.Select((weight, key) => weight * At(key, 2 * Shape.C + c)).Sum() / weights.Sum());
    }
}
