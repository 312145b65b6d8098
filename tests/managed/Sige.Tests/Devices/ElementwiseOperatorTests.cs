using NUnit.Framework;
using Sige.Devices;
using Sige.Tensors;

namespace Sige.Tests.Devices;

/// <summary>Activation, addition, resizing, one-hot and SPADE modulation.</summary>
[TestFixture]
internal sealed class ElementwiseOperatorTests : DeviceFixture
{
    private static readonly TensorShape Shape = new(2, 3, 4, 5);
    private static readonly int[] Pixels = [1, 6, 11];

    private static IEnumerable<Activation> Activations =>
        [Activation.None, Activation.Relu, Activation.LeakyRelu(0.2f), Activation.Silu, Activation.Tanh];

    [TestCaseSource(nameof(Activations))]
    public void Activate_scales_shifts_and_activates(Activation activation)
    {
        var values = Random(Shape.ElementCount, seed: 1);
        var scale = Random(Shape.C, seed: 2);
        var shift = Random(Shape.C, seed: 3);
        var result = Unwritten(Shape);
        var affine = new Affine(Buffer<float>(scale), Buffer<float>(shift), Activation: activation);
        Operators.Activate(Queue, Tensor(Shape, values), affine, null, result);
        var expected = values.Select((x, i) => Reference.Activate(activation, x * scale[i % Shape.C] + shift[i % Shape.C]));
        Assert.That(Read(result), Is.EqualTo(expected).Within(2e-6f));
    }

    [Test]
    public void Add_leaves_inactive_pixels()
    {
        var a = Random(Shape.ElementCount, seed: 4);
        var b = Random(Shape.ElementCount, seed: 5);
        var result = Unwritten(Shape);
        Operators.Add(Queue, Tensor(Shape, a), Tensor(Shape, b), Active(Shape.Resolution, Pixels), result);
        Assert.That(Read(result), Is.EqualTo(a.Select((x, i) => IsActive(i) ? x + b[i] : float.NaN)));
    }

    [TestCase(1)]
    [TestCase(-1)]
    public void Resize_takes_the_nearest_pixel(int scaleLog2)
    {
        var shape = Shape with { H = 4 };
        var values = Random(shape.ElementCount, seed: 6);
        var result = Unwritten(Reference.Resampled(shape, scaleLog2));
        Operators.ResizeNearest(Queue, Tensor(shape, values), null, result);
        Assert.That(Read(result), Is.EqualTo(Reference.Resample(values, shape, scaleLog2)));
    }

    [Test]
    public void Resize_takes_labels()
    {
        var small = new TensorShape(1, 1, 2, 1);
        var large = new TensorShape(1, 2, 4, 1);
        var result = Labels(large, new byte[8]);
        Operators.ResizeNearest(Queue, Labels(small, [7, 9]), null, result);
        Assert.That(Read<byte>(result.Buffer!, 8), Is.EqualTo(new byte[] { 7, 7, 9, 9, 7, 7, 9, 9 }));
    }

    [Test]
    public void One_hot_leaves_an_unknown_id_zero()
    {
        var result = Unwritten(new TensorShape(1, 1, 3, 2));
        Operators.OneHot(Queue, Labels(new TensorShape(1, 1, 3, 1), [1, 0, 2]), null, result);
        Assert.That(Read(result), Is.EqualTo(new float[] { 0, 1, 1, 0, 0, 0 }));
    }

    [Test]
    public void Spade_modulates_the_normalised_tensor()
    {
        var values = Random(Shape.ElementCount, seed: 7);
        var gamma = Random(Shape.ElementCount, seed: 8);
        var beta = Random(Shape.ElementCount, seed: 9);
        var scale = Random(Shape.C, seed: 10);
        var shift = Random(Shape.C, seed: 11);
        var result = Unwritten(Shape);
        var normalisation = new Affine(Buffer<float>(scale), Buffer<float>(shift), Activation: Activation.LeakyRelu(0.2f));
        Operators.SpadeModulate(
            Queue,
            Tensor(Shape, values),
            normalisation,
            Tensor(Shape, gamma),
            Tensor(Shape, beta),
            Active(Shape.Resolution, Pixels),
            result);
        var expected = values.Select((x, i) => IsActive(i)
            ? Reference.Activate(
                Activation.LeakyRelu(0.2f), (x * scale[i % Shape.C] + shift[i % Shape.C]) * (1 + gamma[i]) + beta[i])
            : float.NaN);
        Assert.That(Read(result), Is.EqualTo(expected).Within(2e-6f));
    }

    private static bool IsActive(int element)
    {
        var (_, y, x, _) = Reference.Index(Shape, element);
        return Pixels.Contains(y * Shape.W + x);
    }
}
