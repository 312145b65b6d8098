using NUnit.Framework;
using Sige.Devices;
using Sige.Interop;
using Sige.Tensors;

namespace Sige.Tests.Devices;

/// <summary>Devices, queues, buffers and views: what they say of themselves and what they refuse.</summary>
[TestFixture]
internal sealed class DeviceTests : DeviceFixture
{
    [Test]
    public void Processor_is_always_available()
    {
        var info = Device.Query(DeviceKind.Cpu);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(info.IsAvailable, Is.True);
            Assert.That(info.Name, Is.Not.Empty);
            Assert.That(info.Reason, Is.Not.Empty);
            Assert.That(info.LogicalProcessors, Is.EqualTo(Environment.ProcessorCount).Or.Positive);
            Assert.That(info.InstructionSet, Is.Not.EqualTo(InstructionSet.Auto));
        }
    }

    [TestCase(DeviceKind.Cuda)]
    [TestCase(DeviceKind.Metal)]
    public void Missing_device_says_why_and_opening_it_says_the_same(DeviceKind kind)
    {
        var info = Device.Query(kind);
        Assert.That(info.Reason, Is.Not.Empty);
        if (info.IsAvailable)
            Assert.That(() => Device.Open(kind).Dispose(), Throws.Nothing);
        else
            Assert.That(() => Device.Open(kind), Throws.TypeOf<SigeException>().With.Message.Contains(info.Reason)
                .And.Property(nameof(SigeException.Kind)).EqualTo(SigeErrorKind.DeviceUnavailable));
    }

    [Test]
    public void Handles_of_the_program_are_a_GPU_s()
    {
        Assert.That(() => Device.Wrap(DeviceKind.Cpu, 1), Throws.TypeOf<SigeException>().With.Message.Contains("the CPU has no handle to wrap"));
        Assert.That(() => Device.Wrap(DeviceKind.Cuda, 0), Throws.TypeOf<ArgumentOutOfRangeException>());
        Assert.That(() => Queue.Wrap(Device, 1), Throws.TypeOf<SigeException>().With.Message.Contains("wraps no handle"));
        Assert.That(() => Queue.Wrap(Device, 0), Throws.TypeOf<ArgumentOutOfRangeException>());
    }

    [Test]
    public void Engine_tells_its_versions()
    {
        using (Assert.EnterMultipleScope())
        {
            Assert.That(Engine.Version, Does.Match(@"^\d+\.\d+\.\d+"));
            Assert.That(Engine.InterfaceVersion, Is.EqualTo(SigeConstant.AbiVersion));
        }
    }

    [Test]
    public void Queue_resolves_its_defaults()
    {
        using var queue = new Queue(Device);
        var options = (CpuQueueOptions)queue.Options!;
        using (Assert.EnterMultipleScope())
        {
            Assert.That(options.Threads, Is.Positive);
            Assert.That(options.InstructionSet, Is.EqualTo(Device.Query(DeviceKind.Cpu).InstructionSet));
            Assert.That(options.Spin, Is.EqualTo(TimeSpan.FromMicroseconds(50)));
        }
    }

    [Test]
    public void Queue_keeps_the_options_it_is_given()
    {
        var options = new CpuQueueOptions(3, InstructionSet.Portable, TimeSpan.Zero);
        using var queue = new Queue(Device, options);
        Assert.That(queue.Options, Is.EqualTo(options));
    }

    [Test]
    public void Queue_refuses_too_many_threads_with_both_numbers()
        => Assert.That(
            () => new Queue(Device, new CpuQueueOptions(Threads: 257)),
            Throws.TypeOf<SigeException>().With.Message.Contains("257").And.Message.Contains("256"));

    [Test]
    public void Buffer_begins_zeroed_and_keeps_what_is_written()
    {
        var buffer = Empty<int>(4);
        buffer.Write<int>(Queue, [5, 6], offset: 4);
        Assert.That(Read<int>(buffer, 4), Is.EqualTo(new[] { 0, 5, 6, 0 }));
    }

    [Test]
    public void Buffer_copies_to_another()
    {
        var target = Empty<int>(3);
        Buffer(1, 2, 3).CopyTo(Queue, 4, target, 8, 4);
        Assert.That(Read<int>(target, 3), Is.EqualTo(new[] { 0, 0, 2 }));
    }

    [Test]
    public unsafe void Wrapped_memory_is_used_in_place()
    {
        var memory = new[] { 1, 2, 3 };
        fixed (int* address = memory)
        {
            using var buffer = DeviceBuffer.Wrap(Device, (nint)address, 12);
            buffer.Write<int>(Queue, [9], offset: 4);
        }

        Assert.That(memory, Is.EqualTo(new[] { 1, 9, 3 }));
    }

    [TestCase(8)]
    [TestCase(16)]
    [TestCase(long.MaxValue - 3)]
    public void Range_outside_a_buffer_is_refused(long offset)
    {
        var buffer = Empty<int>(2);
        Assert.That(
            () => buffer.Write<int>(Queue, [1], offset),
            Throws.TypeOf<SigeException>().With.Property(nameof(SigeException.Kind)).EqualTo(SigeErrorKind.InvalidArgument));
    }

    [Test]
    public void Negative_sizes_are_refused()
    {
        using (Assert.EnterMultipleScope())
        {
            Assert.That(() => new DeviceBuffer(Device, -1), Throws.TypeOf<ArgumentOutOfRangeException>());
            Assert.That(() => Empty<int>(1).Write<int>(Queue, [1], -4), Throws.TypeOf<ArgumentOutOfRangeException>());
        }
    }

    [Test]
    public void View_that_leaves_its_buffer_names_both_sizes()
        => Assert.That(
            () => new DeviceTensor(Empty<float>(11), new TensorShape(1, 2, 2, 3)),
            Throws.TypeOf<ArgumentOutOfRangeException>().With.Message.Contains("[1, 2, 2, 3]").And.Message.Contains("48")
                .And.Message.Contains("44"));

    [Test]
    public void Huge_extents_do_not_overflow()
        => Assert.That(
            () => new DeviceTensor(Empty<float>(1), new TensorShape(int.MaxValue, int.MaxValue, int.MaxValue, int.MaxValue)),
            Throws.TypeOf<ArgumentOutOfRangeException>());

    [Test]
    public void Shapes_that_differ_are_named_by_the_engine()
    {
        var a = Unwritten(new TensorShape(1, 2, 3, 4));
        var b = Unwritten(new TensorShape(1, 2, 3, 5));
        Assert.That(() => Operators.Add(Queue, a, b, null, a), Throws.TypeOf<SigeException>().With.Message.Contains("5"));
    }

    [Test]
    public void Wrong_number_of_weights_names_both_numbers()
        => Assert.That(
            () => new Convolution(Device, new ConvolutionDescription(2, 3, ConvolutionGeometry.Same(3)), new float[53]),
            Throws.ArgumentException.With.Message.Contains("54").And.Message.Contains("53"));

    [Test]
    public void View_without_memory_is_refused()
        => Assert.That(
            () => Operators.Activate(
                Queue, DeviceTensor.Planned(new TensorShape(1, 1, 1, 1)), default, null, Unwritten(new TensorShape(1, 1, 1, 1))),
            Throws.ArgumentException);
}
