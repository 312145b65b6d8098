using NUnit.Framework;
using Sige.Devices;
using Sige.Tensors;

namespace Sige.Tests.Devices;

/// <summary>A processor with one queue of two threads, and short names for moving test data.</summary>
internal abstract class DeviceFixture
{
    private readonly List<IDisposable> _owned = [];

    protected Device Device { get; private set; } = null!;

    protected Queue Queue { get; private set; } = null!;

    [OneTimeSetUp]
    public void OpenDevice()
    {
        Device = Device.Open(DeviceKind.Cpu);
        Queue = new Queue(Device, new CpuQueueOptions(Threads: 2));
    }

    [OneTimeTearDown]
    public void CloseDevice()
    {
        Queue.Dispose();
        Device.Dispose();
    }

    [TearDown]
    public void ReleaseBuffers()
    {
        _owned.ForEach(item => item.Dispose());
        _owned.Clear();
    }

    /// <summary>Disposes an object after the test.</summary>
    protected T Own<T>(T item)
        where T : IDisposable
    {
        _owned.Add(item);
        return item;
    }

    protected DeviceBuffer Buffer<T>(params ReadOnlySpan<T> values)
        where T : unmanaged
    {
        var buffer = Empty<T>(values.Length);
        buffer.Write(Queue, values);
        return buffer;
    }

    protected unsafe DeviceBuffer Empty<T>(int count)
        where T : unmanaged
        => Own(new DeviceBuffer(Device, (long)count * sizeof(T)));

    protected DeviceTensor Tensor(TensorShape shape, ReadOnlySpan<float> values) => new(Buffer(values), shape);

    /// <summary>A tensor whose values are all NaN: an element that is not written shows.</summary>
    protected DeviceTensor Unwritten(TensorShape shape)
    {
        var values = new float[shape.ElementCount];
        Array.Fill(values, float.NaN);
        return Tensor(shape, values);
    }

    protected DeviceTensor Labels(TensorShape shape, ReadOnlySpan<byte> values) => new(Buffer(values), shape, ElementType.UInt8);

    protected T[] Read<T>(DeviceBuffer buffer, int count)
        where T : unmanaged
    {
        var values = new T[count];
        buffer.Read<T>(Queue, values);
        return values;
    }

    protected float[] Read(DeviceTensor tensor) => Read<float>(tensor.Buffer!, (int)tensor.Shape.ElementCount);

    /// <summary>The pixels of a mask, by <see cref="ActivePolicy.Pixels"/>.</summary>
    protected ActiveSet Active(Resolution resolution, params ReadOnlySpan<int> pixels)
    {
        var mask = new byte[resolution.PixelCount];
        foreach (var pixel in pixels)
            mask[pixel] = 1;
        var active = Own(new ActiveSet(Device, resolution));
        active.Build(Queue, Buffer<byte>(mask), ActivePolicy.Pixels);
        return active;
    }

    /// <summary>Values between -1 and 1, the same in every run.</summary>
    protected static float[] Random(long count, int seed)
    {
        var random = new Random(seed);
        var values = new float[count];
        for (var i = 0; i < values.Length; i++)
            values[i] = random.NextSingle() * 2 - 1;
        return values;
    }
}
