using System.Diagnostics;
using Sige.Sessions;
using Sige.Tensors;

namespace Sige.Diffusion;

/// <content>How a picture is edited.</content>
public sealed partial class SdEditSession
{
    /// <summary>Denoises an edited picture where it differs from the original.</summary>
    /// <param name="edited">The picture, [H, W, 3], -1 to 1.</param>
    /// <param name="progress">Is told of each step; what it throws ends the call.</param>
    /// <param name="cancellationToken">Ends the edit; the session is then as it was before, as after any other failure.</param>
    /// <returns>What each step did, told when it is asked.</returns>
    /// <exception cref="ArgumentException">The picture has another size, or differs outside the region that is kept; nothing has changed.</exception>
    /// <exception cref="InvalidOperationException">Another call runs.</exception>
    /// <exception cref="SigeException">There is too little memory.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public FinishedDenoising Edit(
        ReadOnlySpan<float> edited, IProgress<DiffusionProgress>? progress = null, CancellationToken cancellationToken = default) =>
        Edit(edited, default, dense: false, progress, cancellationToken);

    /// <summary>Does what <see cref="Edit(ReadOnlySpan{float}, IProgress{DiffusionProgress}?, CancellationToken)"/> does, at the pixels that the caller says.</summary>
    /// <param name="edited">The picture, [H, W, 3], -1 to 1; it is looked at inside the mask alone.</param>
    /// <param name="mask">The edited pixels, [H, W], any value but 0, before any dilation. They count as edited whether they differ or not.</param>
    /// <param name="progress">Is told of each step; what it throws ends the call.</param>
    /// <param name="cancellationToken">Ends the edit; the session is then as it was before, as after any other failure.</param>
    /// <returns>What each step did, told when it is asked.</returns>
    /// <exception cref="ArgumentException">The picture or the mask has another size, or marks a pixel outside the region that is kept; nothing has changed.</exception>
    /// <exception cref="InvalidOperationException">Another call runs.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public FinishedDenoising Edit(
        ReadOnlySpan<float> edited, ReadOnlySpan<byte> mask, IProgress<DiffusionProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        PictureCheck.CheckMask(mask, Size, nameof(mask));
        return Edit(edited, mask, dense: false, progress, cancellationToken);
    }

    /// <summary>Does what <see cref="Edit(ReadOnlySpan{float}, IProgress{DiffusionProgress}?, CancellationToken)"/> does, but runs the network whole at every step: what an edit is judged by.</summary>
    /// <param name="edited">The picture, [H, W, 3], -1 to 1.</param>
    /// <param name="progress">Is told of each step; what it throws ends the call.</param>
    /// <param name="cancellationToken">Ends the edit; the session is then as it was before, as after any other failure.</param>
    /// <returns>What each step did, told when it is asked.</returns>
    /// <exception cref="ArgumentException">The picture has another size; nothing has changed.</exception>
    /// <exception cref="InvalidOperationException">Another call runs.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public FinishedDenoising EditDense(
        ReadOnlySpan<float> edited, IProgress<DiffusionProgress>? progress = null, CancellationToken cancellationToken = default) =>
        Edit(edited, default, dense: true, progress, cancellationToken);

    /// <summary>Does what <see cref="EditDense(ReadOnlySpan{float}, IProgress{DiffusionProgress}?, CancellationToken)"/> does, at the pixels that the caller says.</summary>
    /// <param name="edited">The picture, [H, W, 3], -1 to 1; it is looked at inside the mask alone.</param>
    /// <param name="mask">The edited pixels, [H, W], any value but 0, before any dilation. They count as edited whether they differ or not.</param>
    /// <param name="progress">Is told of each step; what it throws ends the call.</param>
    /// <param name="cancellationToken">Ends the edit; the session is then as it was before, as after any other failure.</param>
    /// <returns>What each step did, told when it is asked.</returns>
    /// <exception cref="ArgumentException">The picture or the mask has another size; nothing has changed.</exception>
    /// <exception cref="InvalidOperationException">Another call runs.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public FinishedDenoising EditDense(
        ReadOnlySpan<float> edited, ReadOnlySpan<byte> mask, IProgress<DiffusionProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        PictureCheck.CheckMask(mask, Size, nameof(mask));
        return Edit(edited, mask, dense: true, progress, cancellationToken);
    }

    /// <summary>Marks the pixels that an edit without a mask changes.</summary>
    /// <param name="original">The original, [H, W, 3], -1 to 1.</param>
    /// <param name="edited">The edited picture, as large.</param>
    /// <param name="epsilon">Differences up to this do not count; see <see cref="SdEditOptions.SessionFor"/>.</param>
    /// <param name="changed">Receives 1 or 0 for each pixel, [H, W], before any dilation.</param>
    /// <exception cref="ArgumentException">The sizes differ.</exception>
    public static void FindChanges(ReadOnlySpan<float> original, ReadOnlySpan<float> edited, float epsilon, Span<byte> changed)
    {
        Lengths.Check(edited.Length, original.Length, nameof(edited));
        Lengths.Check(changed.Length * Channels, original.Length, nameof(changed));
        PixelDifferences.Mark(original, edited, epsilon, changed);
    }

    /// <summary>Reads the pixels that sparse steps of the uncommitted edit compute at a resolution.</summary>
    /// <param name="resolution">One at which a step's report has the mode <see cref="StepMode.Sparse"/>.</param>
    /// <param name="destination">Receives true for each of them, [H, W].</param>
    /// <exception cref="InvalidOperationException">There is no uncommitted edit, or it ran whole or changed no pixel, or a later one failed; or another call runs.</exception>
    /// <exception cref="ArgumentException">Steps always run whole at this resolution, or <paramref name="destination"/> has another length.</exception>
    public void ReadActivePixels(Resolution resolution, Span<bool> destination)
    {
        using ExclusiveUse.Call call = _use.Begin();
        if (!IsEdited || !_hasActivePixels)
            throw new InvalidOperationException("There are no active pixels: there is no uncommitted edit, it ran whole or changed no pixel, or a later one failed.");
        _network.ReadActivePixels(resolution, destination);
    }

    private FinishedDenoising Edit(
        ReadOnlySpan<float> edited, ReadOnlySpan<byte> mask, bool dense, IProgress<DiffusionProgress>? progress, CancellationToken cancellationToken)
    {
        using ExclusiveUse.Call call = _use.Begin(dense ? nameof(EditDense) : nameof(Edit));
        PictureCheck.Check(edited, Size, Channels, nameof(edited));
        cancellationToken.ThrowIfCancellationRequested();
        _report.Begin();
        _hasActivePixels = false;
        long start = Stopwatch.GetTimestamp();
        ProgressClock? clock = ProgressClock.For(progress, DiffusionActivity.Denoising, Sampler.StepCount);
        FindChanges(edited, mask);
        TimeSpan found = Stopwatch.GetElapsedTime(start);
        TimeSpan built = found;
        if (_mask.ChangedCount == 0)
        {
            clock?.Finish(Sampler.StepCount);
            ReadOriginal();
        }
        else
        {
            if (!dense)
                _network.SetChanges(_mask.Changed);
            built = Stopwatch.GetElapsedTime(start);
            _mask.Compose(_original.Picture, edited, _input);
            Sampler.Level(0).Mix(_input, _original.Noise, _denoiser.State);
            _denoiser.Run(_mask.Denoised, _generator, dense, clock, cancellationToken);
            _denoiser.State.CopyTo(_edited);
            Clip(_edited);
        }

        _mask.Denoised.Mask.CopyTo(_editedPixels);
        IsEdited = true;
        _hasActivePixels = !dense && _mask.ChangedCount > 0;
        _times = (Stopwatch.GetElapsedTime(start), found, built - found);
        return new FinishedDenoising(_report);
    }

    /// <summary>Takes the pixels of a mask, or without one those that differ.</summary>
    private void FindChanges(ReadOnlySpan<float> edited, ReadOnlySpan<byte> mask)
    {
        _foundChanges = mask.IsEmpty;
        if (_foundChanges)
            _mask.Build(_original.Picture, edited);
        else
            _mask.Build(mask);
    }
}
