using System.Diagnostics;
using Sige.Sessions;

namespace Sige.Diffusion;

/// <summary>Runs the steps of an edit; its buffers serve all edits.</summary>
internal sealed class Denoiser
{
    private readonly IStepNetwork _network;
    private readonly Sampler _sampler;
    private readonly OriginalTrajectory? _original;
    private readonly TorchGenerator _generator;
    private readonly PictureNoise _draw;
    private readonly float[] _state;
    private readonly float[] _prediction;
    private readonly float[] _noise;
    private readonly float[] _history;
    private readonly StepNote[] _notes;

    /// <param name="network">Predicts.</param>
    /// <param name="sampler">Takes the steps.</param>
    /// <param name="original">What fills the picture outside the mask; null where all of it is denoised, from noise alone.</param>
    /// <param name="draw">Lays the noise of the steps out.</param>
    public Denoiser(IStepNetwork network, Sampler sampler, OriginalTrajectory? original, PictureNoise draw)
    {
        _network = network;
        _sampler = sampler;
        _original = original;
        _generator = new TorchGenerator(seed: 0);
        _draw = draw;
        int length = draw.Length;
        _state = new float[length];
        _prediction = new float[sampler.Prediction == PredictionKind.PictureAndNoise ? 2 * length : length];
        _noise = new float[sampler.AddsNoise ? length : 0];
        _history = new float[sampler.HistoryLength * length];
        _notes = new StepNote[sampler.StepCount];
    }

    /// <summary>What a run starts from, the noised edited picture, and then what it gave, [H, W, C].</summary>
    public Span<float> State => _state;

    /// <summary>Denoises <see cref="State"/> inside a mask.</summary>
    /// <param name="denoised">The mask.</param>
    /// <param name="generator">Draws the noise of the steps; stays as it is.</param>
    /// <param name="dense">Whether every step runs whole.</param>
    /// <param name="progress">Is told of each step.</param>
    /// <param name="cancellationToken">Ends the run.</param>
    public void Run(DenoisedPixels denoised, TorchGenerator generator, bool dense, ProgressClock? progress, CancellationToken cancellationToken)
    {
        _generator.CopyFrom(generator);
        for (int step = 0; step < _notes.Length; step++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            long start = Stopwatch.GetTimestamp();
            (FinishedRun run, RunReport? recording) = Predict(step, dense, progress, cancellationToken);
            Advance(step, denoised);
            _notes[step] = new StepNote(run, recording, Stopwatch.GetElapsedTime(start), dense);
            progress?.Finish(step + 1);
        }
    }

    /// <summary>What each step of the last run did.</summary>
    public DenoisingStepReport[] Describe()
    {
        var steps = new DenoisingStepReport[_notes.Length];
        for (int step = 0; step < steps.Length; step++)
        {
            StepNote note = _notes[step];
            steps[step] = DenoisingStepReport.OfEdit(step, _sampler.NetworkTime(step), note.Time, note.Run, note.Recording, note.IsDense);
        }

        return steps;
    }

    private (FinishedRun Run, RunReport? Recording) Predict(int step, bool dense, ProgressClock? progress, CancellationToken cancellationToken)
    {
        float time = _sampler.NetworkTime(step);
        // The report of a recording is made at once: the step's edit takes its place.
        RunReport? recording = !dense && _original?.NeedsRecording(step) == true ? _original.Record(step, null, cancellationToken).Report : null;
        FinishedRun run = dense
            ? _network.Run(step, _state, time, progress, cancellationToken)
            : _network.Edit(step, _state, time, progress, cancellationToken);
        _network.ReadPrediction(_prediction);
        return (run, recording);
    }

    /// <summary>Samplers work pixel by pixel, so only the pixels that hold the mask are taken a step further.</summary>
    private void Advance(int step, DenoisedPixels denoised)
    {
        if (_sampler.AddsNoise)
            _draw.Next(_generator, _noise);
        _sampler.Step(step, Part(_state, denoised), Part(_prediction, denoised), Part(_noise, denoised), Part(_history, denoised));
        _original?.ReplaceOutside(step + 1, denoised, _state);
    }

    private static Span<float> Part(float[] values, DenoisedPixels denoised)
    {
        int channels = values.Length / denoised.Mask.Length;
        return values.AsSpan((denoised.Span.Start.Value * channels)..(denoised.Span.End.Value * channels));
    }

    /// <summary>What is kept of a step for a report.</summary>
    private readonly record struct StepNote(FinishedRun Run, RunReport? Recording, TimeSpan Time, bool IsDense);
}
