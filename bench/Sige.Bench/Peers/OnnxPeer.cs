using Microsoft.ML.OnnxRuntime;

namespace Sige.Bench.Peers;

/// <summary>
/// ONNX Runtime with a model that <see cref="Sige.Onnx.OnnxExporter"/> wrote: all optimisations, on the CPU. Its threads
/// do not spin, so that they leave the processor to others between two runs.
/// </summary>
internal sealed class OnnxPeer : IDisposable
{
    private readonly InferenceSession _session;
    private readonly RunOptions _run = new();
    private readonly SortedList<string, OrtValue> _inputs;
    private readonly SortedList<string, OrtValue> _outputs;

    /// <summary>Loads and optimises a model, all of whose shapes are fixed.</summary>
    /// <param name="path">The exported file.</param>
    /// <param name="threads">Threads that share an operator.</param>
    /// <exception cref="OnnxRuntimeException">The file is no model that the runtime accepts.</exception>
    public OnnxPeer(string path, int threads)
    {
        using var options = new SessionOptions
        {
            GraphOptimizationLevel = GraphOptimizationLevel.ORT_ENABLE_ALL,
            ExecutionMode = ExecutionMode.ORT_SEQUENTIAL,
            IntraOpNumThreads = threads,
            InterOpNumThreads = 1,
        };
        options.AddSessionConfigEntry("session.intra_op.allow_spinning", "0");
        _session = new InferenceSession(path, options);
        _inputs = Allocate(_session.InputMetadata);
        _outputs = Allocate(_session.OutputMetadata);
    }

    /// <summary>The runtime's version, such as <c>1.31.1</c>.</summary>
    public static string Version => OrtEnv.Instance().GetVersionString();

    /// <summary>Names of the inputs, in ordinal order.</summary>
    public IEnumerable<string> Inputs => _inputs.Keys;

    /// <summary>Gives an input its elements, which stay for all later runs.</summary>
    /// <typeparam name="T">The input's type: float, or byte for a label map.</typeparam>
    /// <param name="name">The input's name.</param>
    /// <param name="values">All elements, channels last.</param>
    /// <exception cref="KeyNotFoundException">There is no such input.</exception>
    /// <exception cref="ArgumentException">Another number of elements than the input has.</exception>
    public void SetInput<T>(string name, ReadOnlySpan<T> values)
        where T : unmanaged
    {
        Span<T> target = _inputs[name].GetTensorMutableDataAsSpan<T>();
        if (values.Length != target.Length)
            throw new ArgumentException($"Input '{name}' has {target.Length} elements, but {values.Length} were given.");
        values.CopyTo(target);
    }

    /// <summary>Computes all outputs from the inputs as they are set.</summary>
    public void Run() => _session.Run(_run, [.. _inputs.Keys], [.. _inputs.Values], [.. _outputs.Keys], [.. _outputs.Values]);

    /// <summary>The elements of an output, channels last; the next run overwrites them.</summary>
    /// <param name="name">The output's name.</param>
    /// <exception cref="KeyNotFoundException">There is no such output.</exception>
    public ReadOnlySpan<float> Output(string name) => _outputs[name].GetTensorDataAsSpan<float>();

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (OrtValue value in _inputs.Values.Concat(_outputs.Values))
            value.Dispose();
        _run.Dispose();
        _session.Dispose();
    }

    private static SortedList<string, OrtValue> Allocate(IReadOnlyDictionary<string, NodeMetadata> tensors)
    {
        var values = new SortedList<string, OrtValue>(StringComparer.Ordinal);
        foreach ((string name, NodeMetadata tensor) in tensors)
        {
            long[] shape = Array.ConvertAll(tensor.Dimensions, extent => (long)extent);
            values.Add(name, OrtValue.CreateAllocatedTensorValue(OrtAllocator.DefaultInstance, tensor.ElementDataType, shape));
        }

        return values;
    }
}
