using NUnit.Framework;
using Sige.Devices;
using Sige.Tensors;

namespace Sige.Tests.Devices;

/// <summary>Objects may be let go of in any order, two queues may work at once, and a run allocates nothing.</summary>
[TestFixture]
internal sealed class LifetimeTests : DeviceFixture
{
    private static readonly TensorShape Shape = new(1, 16, 16, 8);
    private static readonly ConvolutionDescription Form = new(8, 8, ConvolutionGeometry.Same(3));

    [Test]
    public void Children_work_after_their_device_is_gone()
    {
        var device = Device.Open(DeviceKind.Cpu);
        using var queue = new Queue(device, new CpuQueueOptions(Threads: 2));
        using var buffer = new DeviceBuffer(device, 8);
        device.Dispose();
        buffer.Write<int>(queue, [1, 2]);
        var values = new int[2];
        buffer.Read<int>(queue, values);
        Assert.That(values, Is.EqualTo(new[] { 1, 2 }));
    }

    [Test]
    public void Disposing_twice_is_allowed()
    {
        var buffer = new DeviceBuffer(Device, 8);
        buffer.Dispose();
        Assert.That(buffer.Dispose, Throws.Nothing);
    }

    [Test]
    public void Disposed_objects_are_refused_wherever_they_are_used()
    {
        var tensor = Unwritten(Shape);
        var gone = new DeviceBuffer(Device, tensor.Buffer!.Bytes);
        var view = new DeviceTensor(gone, Shape);
        gone.Dispose();
        using var convolution = new Convolution(Device, Form, new float[Form.WeightCount]);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(() => gone.Write<int>(Queue, [1]), Throws.TypeOf<ObjectDisposedException>());
            Assert.That(() => Operators.Add(Queue, tensor, view, null, tensor), Throws.TypeOf<ObjectDisposedException>());
            Assert.That(
                () => Operators.Activate(Queue, tensor, new Affine(tensor.Buffer, gone), null, tensor),
                Throws.TypeOf<ObjectDisposedException>());
            Assert.That(
                () => convolution.Run(Queue, new ConvolutionRun { Source = view, Destination = tensor }),
                Throws.TypeOf<ObjectDisposedException>());
        }
    }

    [Test]
    public void Refused_call_leaves_the_other_arguments_free()
    {
        var tensor = new DeviceTensor(new DeviceBuffer(Device, Shape.ElementCount * 4), Shape);
        var gone = new DeviceBuffer(Device, 4);
        gone.Dispose();
        Assert.That(
            () => Operators.Activate(Queue, tensor, new Affine(tensor.Buffer, gone), null, tensor),
            Throws.TypeOf<ObjectDisposedException>());
        tensor.Buffer!.Dispose();
        Assert.That(tensor.Buffer.Handle.IsClosed, Is.True);
    }

    [Test]
    public void Two_queues_on_two_threads_give_the_same_bits()
    {
        var weights = Random(Form.WeightCount, seed: 1);
        var source = Random(Shape.ElementCount, seed: 2);
        var expected = RunRepeatedly(weights, source, times: 1);
        var results = new float[2][];
        Parallel.For(0, 2, i => results[i] = RunRepeatedly(weights, source, times: 50));
        using (Assert.EnterMultipleScope())
        {
            Assert.That(results[0], Is.EqualTo(expected));
            Assert.That(results[1], Is.EqualTo(expected));
        }
    }

    [Test]
    public void Calls_allocate_nothing()
    {
        using var convolution = new Convolution(Device, Form, Random(Form.WeightCount, seed: 3));
        var source = Tensor(Shape, Random(Shape.ElementCount, seed: 4));
        var result = Unwritten(Shape);
        var active = Active(Shape.Resolution, 3, 77, 200);
        var rows = new DeviceRows(Empty<float>(3 * Shape.C));
        var prologue = new Affine(Buffer<float>(new float[Shape.C]), null, Activation: Activation.Relu);
        var run = new ConvolutionRun { Source = source, Prologue = prologue, Active = active, Destination = result };
        for (var i = 0; i < 3; i++)
            Step();
        var before = GC.GetAllocatedBytesForCurrentThread();
        Step();
        Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.Zero);

        void Step()
        {
            Operators.Gather(Queue, result, active, prologue, rows);
            convolution.Run(Queue, run);
            Operators.Add(Queue, source, result, active, result);
            Operators.Scatter(Queue, rows, active, result);
        }
    }

    private float[] RunRepeatedly(float[] weights, float[] values, int times)
    {
        using var queue = new Queue(Device, new CpuQueueOptions(Threads: 2));
        using var convolution = new Convolution(Device, Form, weights);
        using var from = new DeviceBuffer(Device, Shape.ElementCount * sizeof(float));
        using var to = new DeviceBuffer(Device, Shape.ElementCount * sizeof(float));
        from.Write<float>(queue, values);
        for (var i = 0; i < times; i++)
        {
            convolution.Run(queue, new ConvolutionRun
            {
                Source = new DeviceTensor(from, Shape),
                Destination = new DeviceTensor(to, Shape),
            });
        }

        var result = new float[Shape.ElementCount];
        to.Read<float>(queue, result);
        return result;
    }
}
