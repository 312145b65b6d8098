using Sige.Bench.Peers;
using Sige.Graphs;
using Sige.Onnx;
using Sige.Tensors;
using Sige.Tests.Weights;

namespace Sige.Tests.Onnx;

/// <summary>Exports a graph and runs the file in ONNX Runtime.</summary>
internal static class OnnxRun
{
    /// <summary>Gives every output; inputs and outputs are channels last, labels as floats, as the interpreter has them.</summary>
    public static Dictionary<string, float[]> Run(Graph graph, IReadOnlyDictionary<string, float[]> inputs)
    {
        using var folder = new TemporaryFolder();
        OnnxExporter.Export(graph, folder["model.onnx"]);
        using var peer = new OnnxPeer(folder["model.onnx"], threads: 2);
        foreach (InputNode input in graph.Inputs)
        {
            float[] values = inputs[input.Name];
            if (input.Output.ElementType == ElementType.UInt8)
                peer.SetInput<byte>(input.Name, Array.ConvertAll(values, value => (byte)value));
            else
                peer.SetInput<float>(input.Name, values);
        }

        peer.Run();
        return graph.Outputs.ToDictionary(output => output.Name, output => peer.Output(output.Name).ToArray());
    }
}
