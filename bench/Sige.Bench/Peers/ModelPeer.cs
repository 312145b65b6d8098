using Sige.Bench.Measuring;
using Sige.Bench.Workloads;
using Sige.Onnx;
using Sige.Sessions;
using Sige.Tensors;

namespace Sige.Bench.Peers;

/// <summary>ONNX Runtime with an exported model.</summary>
internal sealed class ModelPeer : IDisposable
{
    private const int WarmUps = 2;

    private readonly OnnxPeer _peer;

    /// <summary>Exports a model and loads it.</summary>
    /// <param name="model">The model.</param>
    /// <param name="threads">Threads that share an operator.</param>
    public ModelPeer(BenchModel model, int threads)
    {
        using var file = new TemporaryFile();
        OnnxExporter.Export(model.BuildGraph(), file.Path);
        _peer = new OnnxPeer(file.Path, threads);
    }

    /// <summary>Name and version.</summary>
    public static string Name => $"ONNX Runtime {OnnxPeer.Version}";

    /// <summary>Times dense runs, each from a new input to the output, of inputs in turn.</summary>
    /// <returns>Median seconds.</returns>
    public double TimeDense(int runs, SessionInput[][] inputs) => Timing.Median(runs, WarmUps, run =>
    {
        foreach (SessionInput input in inputs[run % inputs.Length])
        {
            if (input.ElementType == ElementType.UInt8)
                _peer.SetInput(input.Name, input.Bytes.Span);
            else
                _peer.SetInput(input.Name, input.Floats.Span);
        }

        _peer.Run();
    });

    public void Dispose() => _peer.Dispose();
}
