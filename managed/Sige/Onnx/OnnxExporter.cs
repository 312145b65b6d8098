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
    /// <summary>
    /// Writes a file whole or not at all: it is built beside <paramref name="path"/> and moved there, behind the second file that
    /// <see cref="OnnxExportOptions.ExternalData"/> asks for.
    /// </summary>
    /// <param name="graph">The network.</param>
    /// <param name="path">The file to create or replace.</param>
    /// <param name="options">What the file says of itself, and where constants are; null for the defaults.</param>
    /// <param name="cancellationToken">Ends the writing between two constants; nothing is left behind.</param>
    /// <exception cref="NotSupportedException">
    /// A node has no form in ONNX, the file would exceed the format's 2 GiB, as one without external data may, or one constant does.
    /// </exception>
    /// <exception cref="IOException">A file cannot be written.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public static void Export(Graph graph, string path, OnnxExportOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        OnnxDataFile? data = options is { ExternalData: true } ? new OnnxDataFile($"{Path.GetFileName(path)}.data") : null;
        OnnxModel model = Translate(graph, options, data);
        string temporary = $"{path}.{Path.GetRandomFileName()}.tmp", temporaryData = $"{temporary}.data";
        try
        {
            Write(temporary, stream => model.WriteTo(stream, cancellationToken));
            if (data is not null)
            {
                Write(temporaryData, stream => data.WriteTo(stream, cancellationToken));
                File.Move(temporaryData, $"{path}.data", overwrite: true);
            }

            File.Move(temporary, path, overwrite: true);
        }
        catch
        {
            File.Delete(temporary);
            File.Delete(temporaryData);
            throw;
        }
    }

    /// <summary>Writes a file to a stream, which stays open.</summary>
    /// <param name="graph">The network.</param>
    /// <param name="stream">Where to write; it need not seek.</param>
    /// <param name="options">What the file says of itself; null for the defaults.</param>
    /// <param name="cancellationToken">Ends the writing between two constants.</param>
    /// <exception cref="ArgumentException">The options ask for external data, for which a stream has no place; nothing is written.</exception>
    /// <exception cref="NotSupportedException">A node has no form in ONNX, or the file would exceed the format's 2 GiB; nothing is written.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled; a part of the file is written.</exception>
    public static void Export(Graph graph, Stream stream, OnnxExportOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(stream);
        if (options is { ExternalData: true })
            throw new ArgumentException($"{nameof(OnnxExportOptions.ExternalData)} wants a path to lay a second file beside, but was asked of a stream.", nameof(options));
        Translate(graph, options, null).WriteTo(stream, cancellationToken);
    }

    private static void Write(string path, Action<Stream> write)
    {
        using var stream = new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.None);
        write(stream);
    }

    private static OnnxModel Translate(Graph graph, OnnxExportOptions? options, OnnxDataFile? data)
    {
        ArgumentNullException.ThrowIfNull(graph);
        var model = new OnnxModel(options ?? new OnnxExportOptions(), graph, data);
        var translator = new GraphTranslator(model);
        foreach (Node node in graph.Nodes)
            translator.Translate(node);
        foreach (GraphOutput output in graph.Outputs)
            translator.Translate(output);
        model.CheckSize();
        return model;
    }
}
