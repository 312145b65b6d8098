using Sige.Devices;
using Sige.Graphs;
using Sige.Sessions;
using Sige.Tensors;

namespace Sige.Diffusion;

/// <summary>A network of one input, recorded once and then run where an edit reaches: the encoder or the decoder of an autoencoder.</summary>
internal sealed class RecordedNetwork : IDisposable
{
    private const int Slot = 0;

    private readonly CachedSession _session;
    private readonly string _input;
    private readonly float[] _output;

    /// <summary>Packs the weights and allocates what a dense run needs.</summary>
    /// <param name="engine">Runs the network; it must outlive this.</param>
    /// <param name="graph">The network, of one input and one output.</param>
    /// <param name="options">What is kept.</param>
    /// <param name="cancellationToken">Ends the preparation.</param>
    public RecordedNetwork(Engine engine, Graph graph, CachedSessionOptions options, CancellationToken cancellationToken)
    {
        _input = graph.Inputs[0].Name;
        _output = new float[graph.Outputs[0].Value.Shape.ElementCount];
        _session = new CachedSession(engine, graph, slots: 1, options, cancellationToken);
    }

    /// <summary>What it takes from its device.</summary>
    public MemoryReport Memory => _session.Memory;

    /// <summary>Runs the network whole and keeps what edits need.</summary>
    /// <param name="input">[N, H, W, C].</param>
    /// <param name="cancellationToken">Ends the run; nothing is recorded then.</param>
    /// <returns>Its output, until the next call.</returns>
    public (ReadOnlyMemory<float> Output, RunReport Report) Record(ReadOnlyMemory<float> input, CancellationToken cancellationToken)
    {
        RunReport report = _session.Record(Slot, [new SessionInput(_input, input)], null, cancellationToken);
        return (Read(), report);
    }

    /// <summary>Runs the network where an edit reaches.</summary>
    /// <param name="input">[N, H, W, C].</param>
    /// <param name="changed">Where the picture differs, [H, W], before any dilation.</param>
    /// <param name="cancellationToken">Ends the run.</param>
    /// <returns>Its output, until the next call.</returns>
    public (ReadOnlyMemory<float> Output, FinishedRun Run) Edit(ReadOnlyMemory<float> input, ReadOnlySpan<byte> changed, CancellationToken cancellationToken)
    {
        _session.SetChanges(changed);
        FinishedRun run = _session.Edit(Slot, [new SessionInput(_input, input)], null, cancellationToken);
        return (Read(), run);
    }

    /// <summary>Runs the network whole and keeps nothing.</summary>
    /// <param name="input">[N, H, W, C].</param>
    /// <param name="cancellationToken">Ends the run.</param>
    /// <returns>Its output, until the next call.</returns>
    public (ReadOnlyMemory<float> Output, FinishedRun Run) Run(ReadOnlyMemory<float> input, CancellationToken cancellationToken)
    {
        FinishedRun run = _session.Run([new SessionInput(_input, input)], null, cancellationToken);
        return (Read(), run);
    }

    /// <summary>Reads the pixels that the last edit computed at a resolution, [h, w].</summary>
    public void ReadActivePixels(Resolution resolution, Span<bool> destination) => _session.Outputs.ReadActivePixels(resolution, destination);

    /// <inheritdoc/>
    public void Dispose() => _session.Dispose();

    private ReadOnlyMemory<float> Read()
    {
        _session.Outputs.Read(_output);
        return _output;
    }
}
