using Sige.Devices;
using Sige.Graphs;
using Sige.Models;
using Sige.Sessions;
using Sige.Tensors;

namespace Sige.Diffusion;

/// <summary>A network on a device with the inputs and the output of a <see cref="DiffusionUNet"/>, recorded in one slot for each step.</summary>
internal sealed class CachedStepNetwork : IStepNetwork
{
    private readonly Engine _engine;
    private readonly Func<float, float> _timeInputOf;
    private readonly CachedSession _session;
    private readonly RunLog[] _logs;
    private readonly float[] _time = new float[1];
    private readonly SessionInput[] _inputs = new SessionInput[2];

    /// <summary>Packs the weights and allocates what a dense run needs.</summary>
    /// <param name="graph">The network.</param>
    /// <param name="timeInputOf">Its time input for a time of the sampler.</param>
    /// <param name="steps">How many steps the sampler has.</param>
    /// <param name="options">What is kept.</param>
    /// <param name="engine">The device, and how it runs.</param>
    /// <param name="cancellationToken">Ends the preparation.</param>
    public CachedStepNetwork(
        Graph graph, Func<float, float> timeInputOf, int steps, CachedSessionOptions options, EngineOptions engine, CancellationToken cancellationToken)
    {
        _timeInputOf = timeInputOf;
        Masks = options.Session.Masks;
        _engine = Devices.Engine.Open(engine);
        try
        {
            _session = new CachedSession(_engine, graph, steps, options, cancellationToken);
            _logs = [.. Enumerable.Range(0, steps).Select(_ => _session.CreateLog())];
        }
        catch
        {
            _engine.Dispose();
            throw;
        }
    }

    public EngineOptions Engine => _engine.Options;

    public Resolution Size => _session.PictureSize;

    public MaskOptions Masks { get; }

    public CacheReport Cache => _session.Cache;

    public MemoryReport Memory => _session.Memory;

    public bool HasRoom(int step) => _session.HasRoom(step);

    public FinishedRun Record(
        int step, ReadOnlyMemory<float> picture, float time, IProgress<RunProgress>? progress, CancellationToken cancellationToken)
    {
        _session.NoteIn(_logs[step]);
        return _session.Record(step, Inputs(picture, time), progress, cancellationToken);
    }

    public void SetChanges(ReadOnlySpan<byte> changed) => _session.SetChanges(changed);

    public FinishedRun Edit(
        int step, ReadOnlyMemory<float> picture, float time, IProgress<RunProgress>? progress, CancellationToken cancellationToken)
    {
        _session.NoteIn(_logs[step]);
        return _session.Edit(step, Inputs(picture, time), progress, cancellationToken);
    }

    public FinishedRun Run(
        int step, ReadOnlyMemory<float> picture, float time, IProgress<RunProgress>? progress, CancellationToken cancellationToken)
    {
        _session.NoteIn(_logs[step]);
        return _session.Run(Inputs(picture, time), progress, cancellationToken);
    }

    public void ReadPrediction(Span<float> destination) => _session.Outputs.Read(destination);

    public void ReadActivePixels(Resolution resolution, Span<bool> destination) => _session.Outputs.ReadActivePixels(resolution, destination);

    public void Dispose()
    {
        _session.Dispose();
        _engine.Dispose();
    }

    private ReadOnlySpan<SessionInput> Inputs(ReadOnlyMemory<float> picture, float time)
    {
        _time[0] = _timeInputOf(time);
        _inputs[0] = new SessionInput(DiffusionUNet.PictureInput, picture);
        _inputs[1] = new SessionInput(DiffusionUNet.TimeInput, _time);
        return _inputs;
    }
}
