using Sige.Bench.Edits;
using Sige.Bench.Measuring;
using Sige.Bench.Workloads;
using Sige.Onnx;
using Sige.Sessions;
using Sige.Tensors;

namespace Sige.Bench.Peers;

/// <summary>ONNX Runtime with an exported model.</summary>
internal sealed class ModelPeer : IDisposable
{
    private readonly ExportFolder _folder = new();
    private readonly SessionInput[][] _inputs;
    private readonly OnnxPeer _peer;

    /// <summary>Exports a model and loads it.</summary>
    /// <param name="model">The model.</param>
    /// <param name="threads">Threads that share an operator.</param>
    /// <param name="editPercent">Edited share of the picture.</param>
    public ModelPeer(BenchModel model, int threads, double editPercent)
    {
        _inputs = [model.Scene.Original, .. model.Scene.Edits(EditArea.Mark(EditForm.Rectangle, model.Scene.Size, editPercent))];
        try
        {
            string file = Path.Combine(_folder.Path, "model.onnx");
            OnnxExporter.Export(model.BuildGraph(), file, new OnnxExportOptions { ExternalData = true });
            _peer = new OnnxPeer(file, threads);
            // The runtime maps the constants. Windows keeps files that are mapped.
            if (!OperatingSystem.IsWindows())
                _folder.Delete();
        }
        catch
        {
            _folder.Dispose();
            throw;
        }
    }

    /// <summary>Runs the network whole, from a new input to the output; the original and its edits take turns.</summary>
    /// <param name="number">The number of the run, from 0.</param>
    /// <returns>Seconds.</returns>
    public double Run(int number) => Timing.Once(() =>
    {
        foreach (SessionInput input in _inputs[number % _inputs.Length])
        {
            if (input.ElementType == ElementType.UInt8)
                _peer.SetInput(input.Name, input.Bytes.Span);
            else
                _peer.SetInput(input.Name, input.Floats.Span);
        }

        _peer.Run();
    });

    public void Dispose()
    {
        _peer.Dispose();
        _folder.Dispose();
    }
}
