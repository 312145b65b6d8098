using Sige.Devices;
using Sige.Graphs;
using Sige.Sessions;

namespace Sige.Tests.Sessions;

/// <summary>A cached session with the engine that it needs.</summary>
internal sealed class CachedRig : IDisposable
{
    private readonly Engine _engine;

    public CachedRig(Graph graph, int slots, CachedSessionOptions options, int threads = 2)
    {
        _engine = Engine.Open(options: new CpuQueueOptions(Threads: threads));
        Session = new CachedSession(_engine, graph, slots, options);
    }

    public CachedSession Session { get; }

    /// <summary>A session of a case with every slot recorded.</summary>
    public static CachedRig Recorded(CachedCase @case, int slots, CachedSessionOptions options, int threads = 2)
    {
        var rig = new CachedRig(@case.Graph(), slots, options, threads);
        for (int i = 0; i < slots; i++)
            rig.Session.Record(i, @case.Recorded(i));
        return rig;
    }

    /// <summary>The output of an edit.</summary>
    public float[] Edit(CachedCase @case, int slot, byte[] mask)
    {
        Session.SetChanges(mask);
        Poison();
        Session.Edit(slot, @case.Edited(slot, mask));
        return Output();
    }

    /// <summary>Fills all memory that does not outlive a run with NaN: nothing of it may be read before it is written.</summary>
    public void Poison()
    {
        foreach (TensorMemory tensor in Session.Executor.Bound.Memory.Tensors.Where(tensor => tensor.Placement.IsInArena))
        {
            var values = new byte[tensor.Planned.Bytes];
            values.AsSpan().Fill(byte.MaxValue);
            tensor.Buffer.Write<byte>(_engine.Queue, values, tensor.Placement.ArenaOffset);
        }
    }

    public float[] Output()
    {
        var output = new float[Session.Executor.Bound.Plan.Outputs[0].Tensor.Shape.ElementCount];
        Session.Outputs.Read(output);
        return output;
    }

    public void Dispose()
    {
        Session.Dispose();
        _engine.Dispose();
    }
}
