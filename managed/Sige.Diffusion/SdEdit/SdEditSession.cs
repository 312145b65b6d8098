using System.Diagnostics;
using Sige.Devices;
using Sige.Sessions;
using Sige.Tensors;

namespace Sige.Diffusion;

/// <summary>
/// Edits a picture with a diffusion network: rough strokes or pasted patches are noised and denoised until they look real, and only where
/// the picture was edited.
/// </summary>
/// <remarks>
/// <para>
/// Opening records the network on the original at every step: its input there is the original under a fixed noise, so the
/// steps do not depend on each other. An edit then computes, at each step, only what its difference from the original reaches. After
/// each step the pixels outside the dilated difference are replaced by the noised original. What an edit gives is clipped to -1 to 1. A pixel
/// differs if a channel does by more than <see cref="SdEditOptions.EditThreshold"/>; or the caller gives a mask.
/// </para>
/// <para>
/// An edit is taken against the original, whatever was edited before, until <see cref="Commit"/> makes its result the original. With no
/// pixel changed every pixel is replaced, so the result is the original at the sampler's last noise level: the original itself, or
/// within 3e-4 of it for progressive distillation, whose schedule does not end at zero.
/// </para>
/// <para>
/// Source: Meng et al., <i>SDEdit</i>, ICLR 2022, algorithm 2; Li et al., <i>Efficient Spatially Sparse Inference for Conditional GANs and
/// Diffusion Models</i>, NeurIPS 2022. The paper's loops run the network whole at every step; the recording for all steps is ours.
/// </para>
/// <para>
/// One call at a time: while one runs, another that works on the session, from any thread or from a progress callback, throws
/// <see cref="InvalidOperationException"/> and changes nothing, <see cref="Dispose"/> included. Properties may be read at any time, <see cref="LastReport"/> as it says. Threads that
/// share a session put a lock around calls that belong together, such as an edit and the reading of its picture. Sessions may run side by
/// side.
/// </para>
/// <code>
/// using SdEditSession session = SdEditSession.Open("church.pth", original);
/// DenoisingReport report = session.Edit(edited);
/// byte[] picture = session.ReadPicture();
/// session.Commit();
/// </code>
/// </remarks>
public sealed partial class SdEditSession : IDisposable
{
    /// <summary>Numbers in a pixel.</summary>
    internal const int Channels = 3;

    private readonly ExclusiveUse _use = new(nameof(SdEditSession));
    private readonly IStepNetwork _network;
    private readonly OriginalTrajectory _original;
    private readonly EditMask _mask;
    private readonly Denoiser _denoiser;
    private readonly TorchGenerator _generator;
    private readonly float[] _input;
    private readonly float[] _edited;
    private readonly byte[] _editedPixels;
    private readonly LazyReport<DenoisingReport> _report;
    private (TimeSpan Whole, TimeSpan Difference, TimeSpan Masks) _times;
    private bool _foundChanges;
    private bool _hasActivePixels;

    /// <summary>Takes the network over and records nothing yet.</summary>
    internal SdEditSession(IStepNetwork network, Sampler sampler, float[] original, ulong seed)
    {
        _network = network;
        Sampler = sampler;
        _generator = new TorchGenerator(seed);
        var draw = new PictureNoise(network.Size.H, network.Size.W, Channels);
        var noise = new float[original.Length];
        draw.Next(_generator, noise);
        _original = new OriginalTrajectory(network, sampler, original, noise);
        _denoiser = new Denoiser(network, sampler, _original, draw);
        _input = new float[original.Length];
        _edited = new float[original.Length];
        _editedPixels = new byte[network.Size.PixelCount];
        _mask = new EditMask(network.Size, network.Size, network.Masks);
        _report = new LazyReport<DenoisingReport>(_use, ReportEdit);
        ReadOriginal();
    }

    /// <summary>Takes the steps.</summary>
    public Sampler Sampler { get; }

    /// <summary>Height and width of the pictures.</summary>
    public Resolution Size => _network.Size;

    /// <summary>Whether there is an edit that is neither committed nor reverted.</summary>
    public bool IsEdited { get; private set; }

    /// <summary>
    /// What the last edit or recording did. An edit's report that nobody asks for is never made: it is null if the last edit or recording failed
    /// and nobody had asked for that of the edit before.
    /// </summary>
    /// <exception cref="InvalidOperationException">It is not made yet, and another call runs.</exception>
    public DenoisingReport? LastReport => _report.Last;

    /// <summary>What is kept of the recorded steps, and where.</summary>
    public CacheReport Cache => _network.Cache;

    /// <summary>What the session takes from its device.</summary>
    public MemoryReport Memory => _network.Memory;

    /// <summary>The device that it runs on and how, defaults resolved.</summary>
    public EngineOptions Engine => _network.Engine;

    /// <summary>Drops the uncommitted edit: the picture is the original's again. Without an edit it does nothing.</summary>
    /// <exception cref="InvalidOperationException">Another call runs.</exception>
    public void Revert()
    {
        using ExclusiveUse.Call call = _use.Begin();
        ShowOriginal();
    }

    /// <summary>Makes the edit's result the original and records every step of it. Without an edit it does nothing.</summary>
    /// <param name="progress">Is told of each step; what it throws ends the call.</param>
    /// <param name="cancellationToken">
    /// Ends the recording: the former original is back, with the edit uncommitted, and steps that were recorded anew are recorded once more when
    /// an edit next needs them.
    /// </param>
    /// <returns>What the recording did; null without an edit, or if its result is the original bit for bit.</returns>
    /// <exception cref="InvalidOperationException">Another call runs.</exception>
    /// <exception cref="IOException">There is no room for the spilled steps; the session is then as it was before.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public DenoisingReport? Commit(IProgress<DiffusionProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        using ExclusiveUse.Call call = _use.Begin();
        if (!IsEdited || _edited.AsSpan().SequenceEqual(_original.Picture))
        {
            ShowOriginal();
            return null;
        }

        cancellationToken.ThrowIfCancellationRequested();
        var former = _original.Replace([.. _edited]);
        try
        {
            Record(progress, cancellationToken);
        }
        catch
        {
            _original.Restore(former);
            throw;
        }

        ShowOriginal();
        return LastReport;
    }

    /// <summary>Reads the picture: that of the uncommitted edit, or else the original's.</summary>
    /// <param name="destination">Receives [H, W, 3], -1 to 1.</param>
    /// <exception cref="InvalidOperationException">Another call runs.</exception>
    /// <exception cref="ArgumentException"><paramref name="destination"/> has another length.</exception>
    public void ReadPicture(Span<float> destination)
    {
        using ExclusiveUse.Call call = _use.Begin();
        Lengths.Check(destination.Length, _edited.Length, nameof(destination));
        _edited.CopyTo(destination);
    }

    /// <summary>Reads the picture as bytes.</summary>
    /// <returns>RGB, [H, W, 3].</returns>
    /// <exception cref="InvalidOperationException">Another call runs.</exception>
    public byte[] ReadPicture()
    {
        using ExclusiveUse.Call call = _use.Begin();
        var bytes = new byte[_edited.Length];
        PixelValues.ToBytes(_edited, bytes);
        return bytes;
    }

    /// <summary>Reads which pixels the uncommitted edit denoised.</summary>
    /// <param name="destination">Receives [H, W], 0 or 1; all 0 without an edit.</param>
    /// <exception cref="InvalidOperationException">Another call runs.</exception>
    /// <exception cref="ArgumentException"><paramref name="destination"/> has another length.</exception>
    public void ReadMask(Span<byte> destination)
    {
        using ExclusiveUse.Call call = _use.Begin();
        Lengths.Check(destination.Length, _editedPixels.Length, nameof(destination));
        _editedPixels.CopyTo(destination);
    }

    /// <summary>Lets go of all memory and deletes the spill file. A second call does nothing.</summary>
    /// <exception cref="InvalidOperationException">Another call runs; nothing is let go of.</exception>
    public void Dispose()
    {
        if (!_use.TryEnd())
            return;
        _network.Dispose();
    }

    private void Record(IProgress<DiffusionProgress>? progress, CancellationToken cancellationToken)
    {
        _report.Begin();
        long start = Stopwatch.GetTimestamp();
        ProgressClock? clock = ProgressClock.For(progress, DiffusionActivity.Recording, Sampler.StepCount);
        var steps = new List<DenoisingStepReport>();
        for (int step = 0; step < Sampler.StepCount; step++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (_original.NeedsRecording(step))
            {
                RunReport run = _original.Record(step, clock, cancellationToken);
                steps.Add(DenoisingStepReport.OfRecording(step, Sampler.NetworkTime(step), run));
            }

            clock?.Finish(step + 1);
        }

        _report.Finish(Report(steps, Stopwatch.GetElapsedTime(start), changed: 0, denoised: 0));
    }

    private void ShowOriginal()
    {
        if (!IsEdited)
            return;
        ReadOriginal();
        _editedPixels.AsSpan().Clear();
        IsEdited = false;
    }

    /// <summary>The picture of an edit that changes nothing.</summary>
    private void ReadOriginal()
    {
        _original.ReadNoised(Sampler.StepCount, _edited);
        Clip(_edited);
    }

    private static void Clip(Span<float> picture)
    {
        foreach (ref float value in picture)
            value = MathF.Min(MathF.Max(value, -1), 1);
    }

    private DenoisingReport ReportEdit() => Report(
        _mask.ChangedCount == 0 ? [] : _denoiser.Describe(), _times.Whole, _mask.ChangedCount, _mask.Denoised.Count, DescribePicture()) with
    {
        DifferenceTime = _times.Difference,
        MaskTime = _times.Masks,
    };

    /// <summary>What there is to say of the picture that was edited last; a mask says which differences are meant.</summary>
    private string? DescribePicture() =>
        _foundChanges && _mask.ChangedCount > 0 ? SlightDifferences.Describe(_original.Picture, _input, _mask.Changed) : null;

    private DenoisingReport Report(IReadOnlyList<DenoisingStepReport> steps, TimeSpan time, int changed, int denoised, string? notice = null) => new()
    {
        OfPicture = notice is null ? [] : [notice],
        Steps = steps,
        ChangedPercent = 100.0 * changed / Size.PixelCount,
        DenoisedPercent = 100.0 * denoised / Size.PixelCount,
        Time = time,
        Cache = _network.Cache,
        Memory = _network.Memory,
    };
}
