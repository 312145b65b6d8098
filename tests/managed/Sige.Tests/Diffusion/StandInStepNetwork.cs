using Sige.Devices;
using Sige.Diffusion;
using Sige.Sessions;
using Sige.Tensors;

namespace Sige.Tests.Diffusion;

/// <summary>The stand-in formula as a network that is recorded step by step; remembers what it was asked.</summary>
internal sealed class StandInStepNetwork(PredictionKind prediction, MaskOptions masks) : IStepNetwork
{
    public const int Height = 12;
    public const int Width = 16;

    private float[] _prediction = [];

    public EngineOptions Engine { get; } = new();

    public Resolution Size => new(Height, Width);

    public MaskOptions Masks => masks;

    public CacheReport Cache => null!;

    public MemoryReport Memory => default;

    /// <summary>What each step was recorded of.</summary>
    public Dictionary<int, float[]> Recorded { get; } = [];

    /// <summary>Every call, such as <c>record 3</c>.</summary>
    public List<string> Calls { get; } = [];

    /// <summary>How many steps can be kept.</summary>
    public int Room { get; set; } = int.MaxValue;

    public byte[] Changes { get; private set; } = [];

    public bool IsDisposed { get; private set; }

    /// <summary>Cancelled when a call of this name is made.</summary>
    public (string Call, CancellationTokenSource Source)? Cancel { get; set; }

    public bool HasRoom(int step) => step < Room;

    public FinishedRun Record(int step, ReadOnlyMemory<float> picture, float time, IProgress<RunProgress>? progress, CancellationToken cancellationToken)
    {
        Recorded.Remove(step);
        FinishedRun run = Answer($"record {step}", picture, time, progress, cancellationToken);
        Recorded[step] = picture.ToArray();
        return run;
    }

    public void SetChanges(ReadOnlySpan<byte> changed) => Changes = changed.ToArray();

    public FinishedRun Edit(int step, ReadOnlyMemory<float> picture, float time, IProgress<RunProgress>? progress, CancellationToken cancellationToken)
    {
        if (!Recorded.ContainsKey(step) && HasRoom(step))
            throw new InvalidOperationException($"Step {step} is not recorded.");
        return Answer($"edit {step}", picture, time, progress, cancellationToken);
    }

    public FinishedRun Run(int step, ReadOnlyMemory<float> picture, float time, IProgress<RunProgress>? progress, CancellationToken cancellationToken) =>
        Answer("run", picture, time, progress, cancellationToken);

    public void ReadPrediction(Span<float> destination) => _prediction.CopyTo(destination);

    public void ReadActivePixels(Resolution resolution, Span<bool> destination)
    {
        for (int i = 0; i < destination.Length; i++)
            destination[i] = Changes[i] != 0;
    }

    public void Dispose()
    {
        IsDisposed = true;
    }

    private FinishedRun Answer(string call, ReadOnlyMemory<float> picture, float time, IProgress<RunProgress>? progress, CancellationToken cancellationToken)
    {
        Calls.Add(call);
        progress?.Report(new RunProgress(1, 2));
        if (Cancel is { } cancel && cancel.Call == call)
            cancel.Source.Cancel();
        cancellationToken.ThrowIfCancellationRequested();
        _prediction = StandInNetwork.Predict(prediction, picture.Span, time);
        progress?.Report(new RunProgress(2, 2));
        return new FinishedRun(new RunReport([], [])
        {
            ChangedPercent = 0,
            DenseMultiplyAdds = 10,
            MultiplyAdds = call.StartsWith("edit", StringComparison.Ordinal) ? 1 : 10,
            BlockMultiplyAdds = 0,
            Time = TimeSpan.Zero,
            Times = default,
            Memory = default,
            Notices = [],
            Notes = [],
        });
    }
}
