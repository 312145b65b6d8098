using System.Security.Cryptography;
using Sige.Devices;
using Sige.Graphs;
using Sige.Sessions;

namespace Sige.Tests.Sessions;

/// <summary>A session with the device and queue that it needs.</summary>
internal sealed class SessionRig : IDisposable
{
    private readonly Device _device = Device.Open(DeviceKind.Cpu);
    private readonly Queue _queue;

    public SessionRig(Graph graph, SessionOptions? options = null, int threads = 2)
    {
        _queue = new Queue(_device, new QueueOptions(Threads: threads));
        Session = new IncrementalSession(_device, _queue, graph, options);
    }

    public IncrementalSession Session { get; }

    public float[] Output()
    {
        var output = new float[Session.Executor.Plan.Outputs[0].Tensor.Shape.ElementCount];
        Session.ReadOutput(output);
        return output;
    }

    /// <summary>A hash of every tensor that lives from run to run.</summary>
    public Dictionary<string, string> Snapshot() => Session.Executor.Memory.Tensors
        .Where(tensor => tensor.Plan.Storage != Sige.Lowering.TensorStorage.Transient)
        .ToDictionary(tensor => tensor.Plan.Name, Hash);

    public void Dispose()
    {
        Session.Dispose();
        _queue.Dispose();
        _device.Dispose();
    }

    private string Hash(TensorMemory tensor)
    {
        var bytes = new byte[tensor.Buffer.Bytes];
        tensor.Buffer.Read<byte>(_queue, bytes);
        return Convert.ToHexString(SHA256.HashData(bytes));
    }
}
