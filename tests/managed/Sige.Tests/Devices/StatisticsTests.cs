using NUnit.Framework;
using Sige.Devices;
using Sige.Tensors;

namespace Sige.Tests.Devices;

/// <summary>Statistics of a normalisation, and their update after an edit.</summary>
[TestFixture]
internal sealed class StatisticsTests : DeviceFixture
{
    private const float Epsilon = 1e-5f;
    private static readonly TensorShape Shape = new(2, 3, 4, 4);

    [TestCase(StatisticsKind.Instance, 0)]
    [TestCase(StatisticsKind.Group, 2)]
    [TestCase(StatisticsKind.Batch, 0)]
    public void Scale_and_shift_normalise_the_tensor(StatisticsKind kind, int groups)
    {
        var values = Random(Shape.ElementCount, seed: 1);
        var weight = Random(Shape.C, seed: 2);
        var bias = Random(Shape.C, seed: 3);
        var run = Run(kind, groups, Tensor(Shape, values)) with { Weight = Buffer<float>(weight), Bias = Buffer<float>(bias) };
        Operators.NormStatistics(Queue, run);
        var (scale, shift) = Expected(kind, groups, values, weight, bias);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(Read<float>(run.Scale, scale.Length), Is.EqualTo(scale).Within(1e-4f).Percent);
            Assert.That(Read<float>(run.Shift, shift.Length), Is.EqualTo(shift).Within(1e-5f));
        }
    }

    [Test]
    public void Update_after_an_edit_equals_statistics_anew()
    {
        var values = Random(Shape.ElementCount, seed: 4);
        var tensor = Tensor(Shape, values);
        var run = Run(StatisticsKind.Instance, 0, tensor);
        Operators.NormStatistics(Queue, run);
        var active = Active(Shape.Resolution, 0, 5, 11);
        var oldRows = new DeviceRows(Empty<float>(Shape.N * 3 * Shape.C));
        Operators.Gather(Queue, tensor, active, default, oldRows);
        Operators.Scatter(Queue, new DeviceRows(Buffer<float>(Random(Shape.N * 3 * Shape.C, seed: 5))), active, tensor);
        Operators.NormStatisticsUpdate(Queue, run, active, oldRows);
        var anew = Run(StatisticsKind.Instance, 0, tensor);
        Operators.NormStatistics(Queue, anew);
        var count = Shape.N * Shape.C;
        using (Assert.EnterMultipleScope())
        {
            Assert.That(Read<double>(run.Sums, 2 * count), Is.EqualTo(Read<double>(anew.Sums, 2 * count)).Within(1e-12));
            Assert.That(Read<float>(run.Scale, count), Is.EqualTo(Read<float>(anew.Scale, count)).Within(1e-4f).Percent);
            Assert.That(Read<float>(run.Shift, count), Is.EqualTo(Read<float>(anew.Shift, count)).Within(1e-5f));
        }
    }

    private StatisticsRun Run(StatisticsKind kind, int groups, DeviceTensor source) => new()
    {
        Kind = kind,
        Groups = groups,
        Source = source,
        Epsilon = Epsilon,
        Sums = Empty<double>(Shape.N * Shape.C * 2),
        Scale = Empty<float>(Shape.N * Shape.C),
        Shift = Empty<float>(Shape.N * Shape.C),
    };

    private static (float[] Scale, float[] Shift) Expected(
        StatisticsKind kind, int groups, float[] values, float[] weight, float[] bias)
    {
        var scale = new float[Shape.N * Shape.C];
        var shift = new float[scale.Length];
        for (var i = 0; i < scale.Length; i++)
        {
            var (image, channel) = (i / Shape.C, i % Shape.C);
            var pool = values.Where((_, element) => IsPooled(kind, groups, element, image, channel)).Select(x => (double)x).ToList();
            var mean = pool.Average();
            var variance = pool.Average(x => (x - mean) * (x - mean));
            scale[i] = (float)(weight[channel] / Math.Sqrt(variance + Epsilon));
            shift[i] = (float)(bias[channel] - mean * scale[i]);
        }

        return (scale, shift);
    }

    private static bool IsPooled(StatisticsKind kind, int groups, int element, int image, int channel)
    {
        var (n, _, _, c) = Reference.Index(Shape, element);
        return kind switch
        {
            StatisticsKind.Instance => n == image && c == channel,
            StatisticsKind.Group => n == image && c / (Shape.C / groups) == channel / (Shape.C / groups),
            _ => c == channel,
        };
    }
}
