using NUnit.Framework;
using Sige.Devices;
using Sige.Tensors;

namespace Sige.Tests.Devices;

/// <summary>The moves between tensors and rows.</summary>
[TestFixture]
internal sealed class RowOperatorTests : DeviceFixture
{
    private static readonly TensorShape Shape = new(2, 3, 5, 3);
    private static readonly int[] Pixels = [0, 4, 7, 14];
    private static readonly int RowCount = Shape.N * Pixels.Length * Shape.C;

    [Test]
    public void Gather_copies_active_pixels_bit_for_bit()
    {
        var values = Random(Shape.ElementCount, seed: 1);
        values[0] = -0f;
        var rows = Empty<float>(RowCount + 2);
        Operators.Gather(Queue, Tensor(Shape, values), Active(Shape.Resolution, Pixels), default, new DeviceRows(rows, 8));
        Assert.That(
            Read<float>(rows, RowCount + 2)[2..].Select(BitConverter.SingleToInt32Bits),
            Is.EqualTo(Rows(values, Pixels).Select(BitConverter.SingleToInt32Bits)));
    }

    [Test]
    public void Gather_applies_its_prologue()
    {
        var values = Random(Shape.ElementCount, seed: 2);
        float[] scale = [1, 2, -3, 0.5f, 1, 4];
        float[] shift = [0, 1, 2, 3, 4, 5];
        var prologue = new Affine(Buffer<float>(scale), Buffer<float>(shift), IsPerImage: true, Activation.Relu);
        var rows = Empty<float>(RowCount);
        Operators.Gather(Queue, Tensor(Shape, values), Active(Shape.Resolution, Pixels), prologue, new DeviceRows(rows));
        var mapped = values.Select((value, i) => Math.Max(0, value * scale[Channel(i)] + shift[Channel(i)])).ToArray();
        Assert.That(Read<float>(rows, RowCount), Is.EqualTo(Rows(mapped, Pixels)).Within(1e-6f));
    }

    [Test]
    public void Scatter_writes_active_pixels_alone()
    {
        var values = Random(Shape.ElementCount, seed: 3);
        var rows = Random(RowCount, seed: 4);
        var tensor = Tensor(Shape, values);
        Operators.Scatter(Queue, new DeviceRows(Buffer<float>(rows)), Active(Shape.Resolution, Pixels), tensor);
        Assert.That(Read(tensor), Is.EqualTo(Scattered(values, rows)));
    }

    [Test]
    public void Scatter_with_residual_adds_the_tensor()
    {
        var values = Random(Shape.ElementCount, seed: 5);
        var residual = Random(Shape.ElementCount, seed: 6);
        var rows = Random(RowCount, seed: 7);
        var tensor = Tensor(Shape, values);
        Operators.ScatterWithResidual(
            Queue, new DeviceRows(Buffer<float>(rows)), Active(Shape.Resolution, Pixels), Tensor(Shape, residual), tensor);
        var sums = rows.Zip(Rows(residual, Pixels), (a, b) => a + b).ToArray();
        Assert.That(Read(tensor), Is.EqualTo(Scattered(values, sums)));
    }

    [Test]
    public void Scatter_with_block_residual_adds_the_rows()
    {
        var values = Random(Shape.ElementCount, seed: 8);
        var rows = Random(RowCount, seed: 9);
        var residual = Random(RowCount, seed: 10);
        var tensor = Tensor(Shape, values);
        Operators.ScatterWithBlockResidual(
            Queue,
            new DeviceRows(Buffer<float>(rows)),
            new DeviceRows(Buffer<float>(residual)),
            Active(Shape.Resolution, Pixels),
            tensor);
        Assert.That(Read(tensor), Is.EqualTo(Scattered(values, rows.Zip(residual, (a, b) => a + b).ToArray())));
    }

    [Test]
    public void Scatter_gather_reads_rows_where_written_and_the_record_elsewhere()
    {
        int[] wanted = [0, 1, 4, 7, 8, 14];
        var recorded = Random(Shape.ElementCount, seed: 11);
        var rows = Random(RowCount, seed: 12);
        var tensor = Tensor(Shape, recorded);
        var gathered = Empty<float>(Shape.N * wanted.Length * Shape.C);
        Operators.ScatterGather(
            Queue,
            new DeviceRows(Buffer<float>(rows)),
            Active(Shape.Resolution, Pixels),
            tensor,
            Active(Shape.Resolution, wanted),
            Affine.Of(Activation.Relu),
            new DeviceRows(gathered));
        var expected = Rows(Scattered(recorded, rows), wanted).Select(value => Math.Max(0, value));
        using (Assert.EnterMultipleScope())
        {
            Assert.That(Read<float>(gathered, Shape.N * wanted.Length * Shape.C), Is.EqualTo(expected));
            Assert.That(Read(tensor), Is.EqualTo(recorded));
        }
    }

    private static int Channel(int element)
    {
        var (n, _, _, c) = Reference.Index(Shape, element);
        return n * Shape.C + c;
    }

    private static float[] Rows(float[] values, int[] pixels)
        => [.. Enumerable.Range(0, Shape.N).SelectMany(n => pixels.SelectMany(pixel =>
            values.AsSpan((n * Shape.H * Shape.W + pixel) * Shape.C, Shape.C).ToArray()))];

    private static float[] Scattered(float[] values, float[] rows)
    {
        var result = values.ToArray();
        for (var row = 0; row < Shape.N * Pixels.Length; row++)
        {
            var pixel = row / Pixels.Length * Shape.H * Shape.W + Pixels[row % Pixels.Length];
            rows.AsSpan(row * Shape.C, Shape.C).CopyTo(result.AsSpan(pixel * Shape.C));
        }

        return result;
    }
}
