using System.Diagnostics;
using Sige.Devices;
using Sige.Sessions;
using Sige.Tensors;

namespace Sige.Diffusion;

/// <summary>
/// A picture that Stable Diffusion has run on once: encoder, decoder and every step of the U-Net are recorded, and an edit runs each where
/// it reaches. What is denoised is the picture's latent; the result is laid over the original.
/// </summary>
/// <remarks>Takes one call at a time, as the public sessions over it promise.</remarks>
internal sealed partial class LatentSession : IDisposable
{
    private readonly ExclusiveUse _use;
    private readonly LatentSetup _setup;
    private readonly LatentNetworks _networks;
    private readonly OriginalTrajectory _trajectory;
    private readonly Denoiser _denoiser;
    private readonly PictureNoise _draw;
    private readonly EditMask _mask;
    private readonly FeatheredMask _feather;
    private readonly LazyReport<DenoisingReport> _report;
    private readonly ulong _seed;
    private readonly float[] _input;
    private readonly float[] _noise;
    private readonly float[] _result;
    private readonly byte[] _editedPixels;
    private float[] _picture;
    private EditNote _note;
    private bool _hasActivePixels;

    private LatentSession(string owner, LatentSetup setup, LatentNetworks networks, LatentEditOptions options)
    {
        _use = new ExclusiveUse(owner);
        (_setup, _networks, _seed, _picture) = (setup, networks, options.Seed, setup.Picture);
        Resolution latent = networks.Codec.LatentSize;
        _draw = new PictureNoise(latent.H, latent.W, networks.Codec.Channels);
        _noise = new float[networks.Picture.Latent.Length];
        var noise = new float[_noise.Length];
        _draw.Next(new TorchGenerator(_seed), noise);
        _trajectory = new OriginalTrajectory(networks.Steps, setup.Sampler, networks.Picture.Latent, noise);
        _denoiser = new Denoiser(networks.Steps, setup.Sampler, _trajectory, _draw);
        _mask = new EditMask(setup.Size, latent, networks.Steps.Masks with { Epsilon = PixelValues.OfSteps(options.EditThreshold) });
        _feather = new FeatheredMask(setup.Size, options.Feather);
        _report = new LazyReport<DenoisingReport>(_use, ReportEdit);
        _input = new float[_picture.Length];
        _result = [.. _picture];
        _editedPixels = new byte[setup.Size.PixelCount];
    }

    /// <summary>Takes the steps.</summary>
    public Sampler Sampler => _setup.Sampler;

    /// <summary>Height and width of the pictures.</summary>
    public Resolution Size => _setup.Size;

    /// <summary>Whether there is an edit that is neither committed nor reverted.</summary>
    public bool IsEdited { get; private set; }

    /// <summary>What the last edit or recording did.</summary>
    public DenoisingReport? LastReport => _report.Last;

    /// <summary>What is kept of the recorded steps, and where.</summary>
    public CacheReport Cache => _networks.Steps.Cache;

    /// <summary>What all networks take from the device.</summary>
    public MemoryReport Memory => _networks.Memory;

    /// <summary>The device that it runs on and how, defaults resolved.</summary>
    public EngineOptions Engine => _networks.Steps.Engine;

    /// <summary>Records a picture.</summary>
    /// <param name="owner">The public type, for messages.</param>
    /// <param name="setup">What the session is made of.</param>
    /// <param name="options">How it denoises, and what it keeps.</param>
    /// <param name="progress">Is told of each step.</param>
    /// <param name="cancellationToken">Ends the recording; nothing is left then.</param>
    public static LatentSession Open(
        string owner, LatentSetup setup, LatentEditOptions options, IProgress<DiffusionProgress>? progress, CancellationToken cancellationToken)
    {
        var networks = new LatentNetworks(setup, options, cancellationToken);
        try
        {
            var session = new LatentSession(owner, setup, networks, options);
            session.Record(networks.Picture.Encoding, progress, cancellationToken);
            return session;
        }
        catch
        {
            networks.Dispose();
            throw;
        }
    }

    /// <summary>Drops the uncommitted edit.</summary>
    public void Revert()
    {
        using ExclusiveUse.Call call = _use.Begin();
        ShowOriginal();
    }

    /// <summary>Makes the edit's result the original and records everything of it.</summary>
    /// <returns>What the recording did; null without an edit.</returns>
    public DenoisingReport? Commit(IProgress<DiffusionProgress>? progress, CancellationToken cancellationToken)
    {
        using ExclusiveUse.Call call = _use.Begin();
        if (!IsEdited || _result.AsSpan().SequenceEqual(_picture))
        {
            ShowOriginal();
            return null;
        }

        cancellationToken.ThrowIfCancellationRequested();
        (float[] picture, float[] hints) = (_picture, _networks.Steps.Hints);
        float[] next = [.. _result];
        EncodedPicture encoded = _networks.Encode(_setup with { Picture = next }, cancellationToken);
        (float[], int) trajectory = _trajectory.Replace(encoded.Latent);
        try
        {
            (_picture, _networks.Steps.Hints) = (next, encoded.Hints);
            Record(encoded.Encoding, progress, cancellationToken);
        }
        catch
        {
            (_picture, _networks.Steps.Hints) = (picture, hints);
            _trajectory.Restore(trajectory);
            throw;
        }

        ShowOriginal();
        return LastReport;
    }

    /// <summary>Takes other prompts, and records every step anew: each attends to them.</summary>
    /// <returns>What the recording did.</returns>
    public DenoisingReport SetPrompt(string prompt, string negativePrompt, IProgress<DiffusionProgress>? progress, CancellationToken cancellationToken)
    {
        using ExclusiveUse.Call call = _use.Begin();
        ArgumentNullException.ThrowIfNull(prompt);
        ArgumentNullException.ThrowIfNull(negativePrompt);
        cancellationToken.ThrowIfCancellationRequested();
        (float[] context, IReadOnlyList<string> notices) = (_networks.Steps.Context, _networks.Prompts.Notices);
        _networks.Steps.Context = _networks.Encode(prompt, negativePrompt);
        (float[], int) trajectory = _trajectory.Replace(_trajectory.Picture);
        try
        {
            Record(encoding: null, progress, cancellationToken);
        }
        catch
        {
            (_networks.Steps.Context, _networks.Prompts.Notices) = (context, notices);
            _trajectory.Restore(trajectory);
            throw;
        }

        ShowOriginal();
        return _report.Last!;
    }

    /// <summary>Reads the picture, [H, W, 3], -1 to 1.</summary>
    public void ReadPicture(Span<float> destination)
    {
        using ExclusiveUse.Call call = _use.Begin();
        Lengths.Check(destination.Length, _result.Length, nameof(destination));
        _result.CopyTo(destination);
    }

    /// <summary>Reads the picture as bytes, RGB, [H, W, 3].</summary>
    public byte[] ReadPicture()
    {
        using ExclusiveUse.Call call = _use.Begin();
        var bytes = new byte[_result.Length];
        PixelValues.ToBytes(_result, bytes);
        return bytes;
    }

    /// <summary>Reads which pixels the uncommitted edit changed, [H, W], 0 or 1.</summary>
    public void ReadMask(Span<byte> destination)
    {
        using ExclusiveUse.Call call = _use.Begin();
        Lengths.Check(destination.Length, _editedPixels.Length, nameof(destination));
        _editedPixels.CopyTo(destination);
    }

    /// <summary>Reads the pixels that sparse steps of the uncommitted edit compute at a resolution of the latent, [h, w].</summary>
    public void ReadActivePixels(Resolution resolution, Span<bool> destination)
    {
        using ExclusiveUse.Call call = _use.Begin();
        if (!IsEdited || !_hasActivePixels)
            throw new InvalidOperationException("There are no active pixels: there is no uncommitted edit, it ran whole or changed no pixel, or a later one failed.");
        _networks.Steps.ReadActivePixels(resolution, destination);
    }

    /// <summary>Reads the pixels that the encoder computed for the uncommitted edit at a resolution of its own, [h, w].</summary>
    public void ReadEncodedPixels(Resolution resolution, Span<bool> destination)
    {
        using ExclusiveUse.Call call = _use.Begin();
        RequireEdit();
        _networks.Codec.ReadEncodedPixels(resolution, destination);
    }

    /// <summary>Reads the pixels that the decoder computed for the uncommitted edit at a resolution of its own, [h, w].</summary>
    public void ReadDecodedPixels(Resolution resolution, Span<bool> destination)
    {
        using ExclusiveUse.Call call = _use.Begin();
        RequireEdit();
        _networks.Codec.ReadDecodedPixels(resolution, destination);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_use.TryEnd())
            _networks.Dispose();
    }

    /// <summary>Encoder and decoder run where an edit reaches also where all steps run whole.</summary>
    private void RequireEdit()
    {
        if (!IsEdited)
            throw new InvalidOperationException("There are no active pixels: there is no uncommitted edit.");
    }

    /// <summary>Records every step and the decoder.</summary>
    /// <param name="encoding">What the encoder did for it; null where the picture stays.</param>
    /// <param name="progress">Is told of each step.</param>
    /// <param name="cancellationToken">Ends the recording.</param>
    private void Record(RunReport? encoding, IProgress<DiffusionProgress>? progress, CancellationToken cancellationToken)
    {
        _report.Begin();
        long start = Stopwatch.GetTimestamp();
        ProgressClock? clock = ProgressClock.For(progress, DiffusionActivity.Recording, Sampler.StepCount + DecodingSteps);
        var steps = new List<DenoisingStepReport>();
        for (int step = 0; step < Sampler.StepCount; step++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (_trajectory.NeedsRecording(step))
                steps.Add(DenoisingStepReport.OfRecording(step, Sampler.NetworkTime(step), _trajectory.Record(step, clock, cancellationToken)));
            clock?.Finish(step + 1);
        }

        RunReport? decoding = _networks.Codec.RecordLatent(_trajectory.Picture, cancellationToken);
        clock?.Finish(Sampler.StepCount + DecodingSteps);
        TimeSpan time = Stopwatch.GetElapsedTime(start) + (encoding?.Time ?? TimeSpan.Zero);
        _report.Finish(Report(steps, time, changed: 0, encoding, decoding));
    }

    private void ShowOriginal()
    {
        _picture.CopyTo(_result, 0);
        _editedPixels.AsSpan().Clear();
        IsEdited = false;
    }

    private DenoisingReport Report(IReadOnlyList<DenoisingStepReport> steps, TimeSpan time, int changed, RunReport? encoding, RunReport? decoding) => new()
    {
        OfPicture = [.. _networks.Prompts.Notices],
        Steps = steps,
        Encoding = encoding,
        Decoding = decoding,
        ChangedPercent = 100.0 * changed / Size.PixelCount,
        DenoisedPercent = changed == 0 ? 0 : 100.0 * _mask.Denoised.Count / _mask.Denoised.Size.PixelCount,
        Time = time,
        Cache = Cache,
        Memory = Memory,
    };
}
