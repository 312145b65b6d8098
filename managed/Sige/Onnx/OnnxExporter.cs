using Sige.Graphs;

namespace Sige.Onnx;

/// <summary>Writes a graph as an ONNX file that any runtime of the standard's operator set 17 can run.</summary>
/// <remarks>
/// <para>
/// Inputs and outputs have the graph's names, shapes and types, channels last: [N, H, W, C] of float32, or of uint8 for
/// label maps. Inside, tensors are channels first, as runtimes prefer: an input or output of one channel is reshaped, one of
/// more is transposed. Nodes are not fused and carry the graph's names; where one takes several ONNX operators, the last has
/// the name and the others have it with a suffix, such as <c>norm/reshape</c>.
/// </para>
/// <para>The same graph and options give the same bytes. One constant is in memory at a time.</para>
/// <para>Source: the ONNX specification, IR version 8, operator set 17.</para>
/// </remarks>
public static class OnnxExporter
{
    /// <summary>Writes a file whole or not at all: it is built beside <paramref name="path"/> and moved there.</summary>
    /// <param name="graph">The network.</param>
    /// <param name="path">The file to create or replace.</param>
    /// <param name="options">What the file says of itself; null for the defaults.</param>
    /// <param name="cancellationToken">Ends the writing between two constants; nothing is left behind.</param>
    /// <exception cref="NotSupportedException">A node has no form in ONNX, or the file would exceed the format's 2 GiB.</exception>
    /// <exception cref="IOException">The file cannot be written.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public static void Export(Graph graph, string path, OnnxExportOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        OnnxModel model = Translate(graph, options);
        string temporary = $"{path}.{Path.GetRandomFileName()}.tmp";
        try
        {
            using (var stream = new FileStream(temporary, FileMode.CreateNew, FileAccess.Write, FileShare.None))
                model.WriteTo(stream, cancellationToken);
            File.Move(temporary, path, overwrite: true);
        }
        catch
        {
            File.Delete(temporary);
            throw;
        }
    }

    /// <summary>Writes a file to a stream, which stays open.</summary>
    /// <param name="graph">The network.</param>
    /// <param name="stream">Where to write; it need not seek.</param>
    /// <param name="options">What the file says of itself; null for the defaults.</param>
    /// <param name="cancellationToken">Ends the writing between two constants.</param>
    /// <exception cref="NotSupportedException">A node has no form in ONNX, or the file would exceed the format's 2 GiB; nothing is written.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled; a part of the file is written.</exception>
    public static void Export(Graph graph, Stream stream, OnnxExportOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(stream);
        Translate(graph, options).WriteTo(stream, cancellationToken);
    }

    private static OnnxModel Translate(Graph graph, OnnxExportOptions? options)
    {
        ArgumentNullException.ThrowIfNull(graph);
        var model = new OnnxModel(options ?? new OnnxExportOptions(), graph);
        var translator = new GraphTranslator(model);
        foreach (Node node in graph.Nodes)
            translator.Translate(node);
        foreach (GraphOutput output in graph.Outputs)
            translator.Translate(output);
        model.CheckSize();
        return model;
    }
}
