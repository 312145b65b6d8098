using Sige.Bench.Measuring;
using Sige.Devices;
using Sige.Models;
using Sige.Sessions;

namespace Sige.Bench.Workloads;

/// <summary>A model in a session of its own, with a scene.</summary>
internal sealed class ModelRig : IDisposable
{
    private const int PictureChannels = 3;
    private const int WarmUps = 2;

    private readonly Device _device;
    private readonly float[] _output;

    /// <summary>Lowers a model.</summary>
    /// <param name="name">One of <see cref="BenchModel.Names"/>.</param>
    /// <param name="threads">Threads of the queue.</param>
    /// <param name="policy">How masks become active pixels; null for the model's own choice.</param>
    public ModelRig(string name, int threads, ActivePolicy? policy)
    {
        SpadeGenerator model = BenchModel.Create(name);
        SessionOptions options = model.SessionOptions;
        if (policy is { } chosen)
            options = options with { ActivePolicy = chosen };
        Policy = options.ActivePolicy;
        _device = Device.Open(DeviceKind.Cpu);
        Queue = new Queue(_device, new QueueOptions(threads));
        Session = new IncrementalSession(_device, Queue, BenchModel.BuildGraph(model), options);
        Scene = new Scene(BenchModel.Size, model.LabelCount);
        _output = new float[PictureChannels * Scene.Size.PixelCount];
    }

    /// <summary>The queue that the session runs on.</summary>
    public Queue Queue { get; }

    /// <summary>The session.</summary>
    public IncrementalSession Session { get; }

    /// <summary>What is painted.</summary>
    public Scene Scene { get; }

    /// <summary>How masks become active pixels.</summary>
    public ActivePolicy Policy { get; }

    /// <summary>Times dense runs, each from a new input to the read output, of inputs in turn.</summary>
    /// <returns>Median seconds of that, and of the recording run alone.</returns>
    public (double Dense, double Record) TimeDense(int runs, params SessionInput[][] inputs)
    {
        var records = new List<double>();
        double dense = Timing.Median(runs, WarmUps, run =>
        {
            records.Add(Session.Record(inputs[run % inputs.Length]).Time.TotalSeconds);
            Session.ReadOutput(_output);
        });
        return (dense, Statistics.Median([.. records[^runs..]]));
    }

    /// <summary>Times edits of the scene, each from the new input to the read output, undo of the edit before included.</summary>
    /// <param name="runs">Runs that count.</param>
    /// <param name="edits">Inputs that take turns.</param>
    /// <param name="finished">Is given the report of each run that counts, outside its time; null for nobody.</param>
    /// <returns>Median seconds.</returns>
    public double TimeEdits(int runs, SessionInput[][] edits, Action<RunReport>? finished = null)
    {
        Session.Record(Scene.Original);
        var reports = new List<RunReport>();
        double median = Timing.Median(runs, edits.Length, run =>
        {
            reports.Add(Session.Edit(edits[run % edits.Length]));
            Session.ReadOutput(_output);
        });
        reports[^runs..].ForEach(report => finished?.Invoke(report));
        return median;
    }

    /// <summary>PSNR of an edit's output against a dense run of the edited input, in decibels.</summary>
    public double CompareEdit(SessionInput[] edit)
    {
        Session.Record(Scene.Original);
        Session.Edit(edit);
        var edited = new float[_output.Length];
        Session.ReadOutput(edited);
        Session.Record(edit);
        Session.ReadOutput(_output);
        return Statistics.Psnr(edited, _output, range: 2);
    }

    public void Dispose()
    {
        Session.Dispose();
        Queue.Dispose();
        _device.Dispose();
    }
}
