using Sige.Devices;
using Sige.Sessions;

namespace Sige.Bench.Fidelity;

/// <summary>A model in the product's sessions.</summary>
internal sealed class SigeRuns : IDisposable
{
    private const int Slot = 0;

    private readonly FidelityModel _model;
    private readonly IncrementalSession _session;
    private readonly CachedSession? _cached;
    private readonly int _outputLength;

    /// <summary>Opens the sessions and records the original.</summary>
    /// <param name="engine">What runs it.</param>
    /// <param name="model">The model.</param>
    /// <param name="options">How it is edited.</param>
    public SigeRuns(Engine engine, FidelityModel model, SessionOptions options)
    {
        _model = model;
        _session = new IncrementalSession(engine, model.BuildGraph(), options);
        _outputLength = (int)model.BuildGraph().Outputs.Single().Value.Shape.ElementCount;
        if (model.HasCache)
        {
            var cache = new CachedSessionOptions { Session = options, Precision = CachePrecision.Float32 };
            _cached = new CachedSession(engine, model.BuildGraph(), slots: 1, cache);
            _cached.Record(Slot, model.Scene.Original);
        }
    }

    /// <summary>The output of an edit of the recorded original.</summary>
    public float[] Edit(SessionInput[] edited, byte[] changed)
    {
        _session.Record(_model.Scene.Original);
        _session.Edit(edited, new EditOptions { Mask = changed });
        return Read(_session.Outputs.Read);
    }

    /// <summary>The output of an edit from a float32 cache; null where the product has none.</summary>
    public float[]? EditCached(SessionInput[] edited, byte[] changed)
    {
        if (_cached is null)
            return null;
        _cached.SetChanges(changed);
        _cached.Edit(Slot, edited);
        return Read(_cached.Outputs.Read);
    }

    /// <summary>The output of a whole run.</summary>
    public float[] Run(SessionInput[] inputs)
    {
        _session.Record(inputs);
        return Read(_session.Outputs.Read);
    }

    public void Dispose()
    {
        _session.Dispose();
        _cached?.Dispose();
    }

    private delegate void Reader(Span<float> destination);

    private float[] Read(Reader reader)
    {
        var output = new float[_outputLength];
        reader(output);
        return output;
    }
}
