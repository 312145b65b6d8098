using Sige.Devices;
using Sige.Tensors;

namespace Sige.Bench.Measuring;

/// <summary>Empties the processor's caches by walking a buffer larger than all of them, with the threads of a engine.Queue.</summary>
/// <remarks>The walk is work of the engine.Queue, so that its threads, and with them their own caches, are those that run afterwards.</remarks>
internal sealed class CacheEviction : IDisposable
{
    private const int BufferBytes = 128 << 20;
    private const int Channels = 64;

    private readonly Queue _queue;
    private readonly DeviceBuffer _buffer;
    private readonly DeviceTensor _tensor;

    public CacheEviction(Engine engine)
    {
        _queue = engine.Queue;
        _buffer = new DeviceBuffer(engine.Device, BufferBytes);
        _tensor = new DeviceTensor(_buffer, new TensorShape(1, BufferBytes / sizeof(float) / Channels / 512, 512, Channels));
    }

    /// <summary>Reads and writes the whole buffer.</summary>
    public void Run() => Operators.Activate(_queue, _tensor, Affine.Of(Activation.Relu), null, _tensor);

    public void Dispose() => _buffer.Dispose();
}
