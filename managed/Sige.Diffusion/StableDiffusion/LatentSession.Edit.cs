using System.Diagnostics;
using Sige.Sessions;

namespace Sige.Diffusion;

/// <content>How a picture is edited.</content>
internal sealed partial class LatentSession
{
    /// <summary>For how many steps the decoder counts in a progress: it multiplies about as often as one.</summary>
    private const int DecodingSteps = 1;

    /// <summary>Denoises a picture's latent inside a mask, from the noise of a seed.</summary>
    /// <param name="edited">The edited picture, [H, W, 3], -1 to 1; empty to paint the original anew.</param>
    /// <param name="mask">The edited pixels, [H, W]; empty for those of the setup, or for those that differ.</param>
    /// <param name="seed">Seed of the noise inside the mask; null for the session's, whose noise all steps were recorded with.</param>
    /// <param name="dense">Whether every network runs whole.</param>
    /// <param name="progress">Is told of each step.</param>
    /// <param name="cancellationToken">Ends the edit; the session is then as it was before.</param>
    /// <param name="name">The public call, for messages.</param>
    public FinishedDenoising Edit(
        ReadOnlySpan<float> edited,
        ReadOnlySpan<byte> mask,
        ulong? seed,
        bool dense,
        IProgress<DiffusionProgress>? progress,
        CancellationToken cancellationToken,
        string name)
    {
        using ExclusiveUse.Call call = _use.Begin(name);
        Check(edited, mask);
        cancellationToken.ThrowIfCancellationRequested();
        _report.Begin();
        _hasActivePixels = false;
        long start = Stopwatch.GetTimestamp();
        ProgressClock? clock = ProgressClock.For(progress, DiffusionActivity.Denoising, Sampler.StepCount + DecodingSteps);
        FindChanges(edited, mask);
        if (_mask.ChangedCount == 0)
        {
            clock?.Finish(Sampler.StepCount + DecodingSteps);
            _note = default;
            _picture.CopyTo(_result, 0);
        }
        else
        {
            if (!dense)
                _networks.Steps.SetChanges(_mask.Changed);
            (ReadOnlyMemory<float> latent, FinishedRun? encoding) = Encode(edited, dense, cancellationToken);
            TorchGenerator generator = Noise(latent.Span, seed ?? _seed);
            _denoiser.Run(_mask.Denoised, generator, dense, clock, cancellationToken);
            KeepOriginalOutside(_denoiser.State);
            (ReadOnlyMemory<float> picture, FinishedRun decoding) = dense
                ? _networks.Codec.Decode(_denoiser.State, cancellationToken)
                : _networks.Codec.DecodeEdit(_trajectory.Picture, _denoiser.State, _mask.Changed, cancellationToken);
            // The last that may throw: from here on the edit is there.
            clock?.Finish(Sampler.StepCount + DecodingSteps);
            _note = new EditNote(encoding, decoding);
            _feather.Compose(_picture, picture.Span, _mask.Changed, _result);
        }

        _mask.Changed.CopyTo(_editedPixels);
        IsEdited = true;
        _hasActivePixels = !dense && _mask.ChangedCount > 0;
        _note = _note with { Time = Stopwatch.GetElapsedTime(start) };
        return new FinishedDenoising(_report);
    }

    private void Check(ReadOnlySpan<float> edited, ReadOnlySpan<byte> mask)
    {
        if (!edited.IsEmpty)
            PictureCheck.Check(edited, Size, _picture.Length / (int)Size.PixelCount, nameof(edited));
        if (!mask.IsEmpty)
            PictureCheck.CheckMask(mask, Size, nameof(mask));
        if (!mask.IsEmpty && _setup.HasHints)
            throw new ArgumentException("A model for inpainting was told the mask when the session was opened: open another session for another mask.", nameof(mask));
    }

    private void FindChanges(ReadOnlySpan<float> edited, ReadOnlySpan<byte> mask)
    {
        if (!mask.IsEmpty)
            _mask.Build(mask);
        else if (_setup.Mask is { } known)
            _mask.Build(known);
        else
            _mask.Build(_picture, edited);
    }

    /// <summary>The latent of the edited picture, which is the original outside the mask.</summary>
    private (ReadOnlyMemory<float> Latent, FinishedRun? Run) Encode(ReadOnlySpan<float> edited, bool dense, CancellationToken cancellationToken)
    {
        if (edited.IsEmpty)
            return (_trajectory.Picture, null);
        _mask.Compose(_picture, edited, _input);
        (float[] latent, FinishedRun run) = dense
            ? _networks.Codec.Encode(_input, cancellationToken)
            : _networks.Codec.EncodeEdit(_picture, _input, _mask.Changed, cancellationToken);
        return (latent, run);
    }

    /// <summary>Sets what denoising starts from: the noised original, and inside the mask the noised edit or noise alone.</summary>
    /// <returns>What draws the noise of the steps.</returns>
    private TorchGenerator Noise(ReadOnlySpan<float> latent, ulong seed)
    {
        var generator = new TorchGenerator(seed);
        _draw.Next(generator, _noise);
        _trajectory.ReadNoised(0, _denoiser.State);
        SignalNoise level = _setup.StartsFromNoise ? new SignalNoise(0, 1) : Sampler.Level(0);
        int channels = latent.Length / _mask.Denoised.Mask.Length;
        for (int pixel = 0; pixel < _mask.Denoised.Mask.Length; pixel++)
        {
            Range values = (pixel * channels)..((pixel + 1) * channels);
            if (_mask.Denoised.Mask[pixel] != 0)
                level.Mix(latent[values], _noise.AsSpan(values), _denoiser.State[values]);
        }

        return generator;
    }

    /// <summary>The last step of a sampler may leave a trace of noise in the original; the decoder was recorded without.</summary>
    private void KeepOriginalOutside(Span<float> latent)
    {
        ReadOnlySpan<float> original = _trajectory.Picture;
        int channels = latent.Length / _mask.Denoised.Mask.Length;
        for (int pixel = 0; pixel < _mask.Denoised.Mask.Length; pixel++)
        {
            if (_mask.Denoised.Mask[pixel] == 0)
                original.Slice(pixel * channels, channels).CopyTo(latent[(pixel * channels)..]);
        }
    }

    private DenoisingReport ReportEdit() => Report(
        _mask.ChangedCount == 0 ? [] : _denoiser.Describe(), _note.Time, _mask.ChangedCount, _note.Encoding?.Report, _note.Decoding?.Report);

    /// <summary>What is kept of an edit for a report.</summary>
    private readonly record struct EditNote(FinishedRun? Encoding, FinishedRun? Decoding, TimeSpan Time = default);
}
