using System.Security.Cryptography;
using Sige.Devices;
using Sige.Graphs;
using Sige.Sessions;

namespace Sige.Tests.Sessions;

/// <summary>A session with the engine that it needs.</summary>
internal sealed class SessionRig : IDisposable
{
    public SessionRig(Graph graph, SessionOptions? options = null, int threads = 2, InstructionSet instructionSet = InstructionSet.Auto)
    {
        Engine = Engine.Open(options: new CpuQueueOptions(threads, instructionSet));
        Session = new IncrementalSession(Engine, graph, options);
    }

    public Engine Engine { get; }

    public IncrementalSession Session { get; }

    public float[] Output()
    {
        var output = new float[Session.Executor.Plan.Outputs[0].Tensor.Shape.ElementCount];
        Session.Outputs.Read(output);
        return output;
    }

    /// <summary>A hash of every tensor that lives from run to run.</summary>
    public Dictionary<string, string> Snapshot() => Session.Executor.Memory.Tensors
        .Where(tensor => tensor.Placement.Storage != Sige.Lowering.TensorStorage.Transient)
        .ToDictionary(tensor => tensor.Planned.Name, Hash);

    public void Dispose()
    {
        Session.Dispose();
        Engine.Dispose();
    }

    private string Hash(TensorMemory tensor)
    {
        var bytes = new byte[tensor.Buffer.Bytes];
        tensor.Buffer.Read<byte>(Engine.Queue, bytes);
        return Convert.ToHexString(SHA256.HashData(bytes));
    }
}
