using Sige.Bench.Commands;
using Sige.Bench.Edits;
using Sige.Bench.Measuring;
using Sige.Devices;
using Sige.Sessions;

namespace Sige.Bench.Workloads;

/// <summary>A model in a session of its own.</summary>
internal sealed class ModelRig : IDisposable
{
    private const int WarmUps = 1;

    private readonly BenchModel _model;
    private readonly ModelSession _session;
    private readonly float[] _output;

    /// <summary>Lowers a model.</summary>
    /// <param name="model">The model.</param>
    /// <param name="settings">How the queue and the session run.</param>
    public ModelRig(BenchModel model, BenchSettings settings)
    {
        _model = model;
        SessionOptions options = settings.Over(model.SessionOptions);
        Policy = options.ActivePolicy;
        Precision = settings.Precision;
        Engine = Engine.Open(options: settings.Queue);
        _session = model.Open(Engine, options);
        _output = new float[model.BuildGraph().Outputs.Single().Value.Shape.ElementCount];
    }

    /// <summary>The model's name.</summary>
    public string Model => _model.Name;

    /// <summary>What the session runs on.</summary>
    public Engine Engine { get; }

    /// <summary>What the model is run on.</summary>
    public Scene Scene => _model.Scene;

    /// <summary>How masks become active pixels.</summary>
    public ActivePolicy Policy { get; }

    /// <summary>In what the session multiplies.</summary>
    public ComputePrecision Precision { get; }

    /// <summary>What a recording takes beside the session's own tensors, in bytes; null where it lies in those.</summary>
    public long? CacheBytes => _session.CacheBytes;

    /// <summary>Times dense runs, each from a new input to the read output, of inputs in turn.</summary>
    /// <param name="runs">Runs that count.</param>
    /// <param name="inputs">What takes turns.</param>
    /// <param name="finished">Is given the report of each run that counts, outside its time, when the queue is at rest; null for nobody.</param>
    /// <returns>Median seconds.</returns>
    public double TimeDense(int runs, SessionInput[][] inputs, Action<RunReport>? finished = null) =>
        Time(runs, WarmUps, inputs, _session.Run, finished);

    /// <summary>Times recording runs alone.</summary>
    /// <returns>Median seconds.</returns>
    public double TimeRecord(int runs)
    {
        SessionInput[] original = Scene.Original;
        return Timing.Median(runs, WarmUps, _ => _session.Record(original));
    }

    /// <summary>Times edits of the scene, each from the new input to the read output.</summary>
    /// <param name="runs">Runs that count.</param>
    /// <param name="mask">[H, W], 1 where two edits that take turns change the picture.</param>
    /// <param name="finished">Is given the report of each run that counts, outside its time; null for nobody.</param>
    /// <returns>Median seconds.</returns>
    public double TimeEdits(int runs, byte[] mask, Action<RunReport>? finished = null)
    {
        SessionInput[][] edits = Scene.Edits(mask);
        Prepare(mask);
        return Time(runs, edits.Length, edits, _session.Edit, finished);
    }

    /// <summary>Times edits of the scene that each change other pixels than the one before, which is undone first.</summary>
    /// <param name="runs">Runs that count.</param>
    /// <param name="mask">[H, W], 1 where one of them changes the picture; the other does elsewhere.</param>
    /// <param name="finished">Is given the report of each run that counts, outside its time.</param>
    /// <returns>Median seconds; null where the edited pixels are set once for many edits.</returns>
    public double? TimeMoves(int runs, byte[] mask, Action<RunReport> finished)
    {
        if (_session.TakesChanges)
            return null;
        SessionInput[][] edits = [Scene.Edits(mask)[0], Scene.Edits(EditArea.Move(mask, Scene.Size))[0]];
        _session.Record(Scene.Original);
        return Time(runs, edits.Length, edits, _session.Edit, finished);
    }

    /// <summary>Times what a change of the edited pixels costs before the first edit of them.</summary>
    /// <returns>Median seconds; null where each edit finds its pixels itself.</returns>
    public double? TimeChanges(int runs, byte[] mask)
    {
        if (!_session.TakesChanges)
            return null;
        _session.Record(Scene.Original);
        return Timing.Median(runs, WarmUps, _ => _session.SetChanges(mask));
    }

    /// <summary>PSNR of an edit's output against a dense run of the edited input, in decibels.</summary>
    public double CompareEdit(byte[] mask)
    {
        SessionInput[] edit = Scene.Edits(mask)[0];
        Prepare(mask);
        _session.Edit(edit);
        var edited = new float[_output.Length];
        _session.ReadOutput(edited);
        _session.Run(edit);
        _session.ReadOutput(_output);
        return Statistics.Psnr(edited, _output, _model.OutputRange ?? (double)_output.Max() - _output.Min());
    }

    public void Dispose()
    {
        _session.Dispose();
        Engine.Dispose();
    }

    private void Prepare(byte[] mask)
    {
        _session.Record(Scene.Original);
        _session.SetChanges(mask);
    }

    private double Time(int runs, int warmUps, SessionInput[][] inputs, Func<SessionInput[], FinishedRun> start, Action<RunReport>? finished)
    {
        FinishedRun last = default;
        return Timing.Median(
            runs,
            warmUps,
            run =>
            {
                last = start(inputs[run % inputs.Length]);
                _session.ReadOutput(_output);
            },
            counted: () => finished?.Invoke(last));
    }
}
