using Sige.Sessions;

namespace Sige.Diffusion;

/// <summary>
/// The original picture, its noised form at every step, and which steps the network has recorded of it. As the noise is the same at all
/// steps, each can be recorded alone and at any time.
/// </summary>
internal sealed class OriginalTrajectory
{
    private const int NotRecorded = 0;

    private readonly IStepNetwork _network;
    private readonly Sampler _sampler;
    private readonly float[] _noised;
    private readonly int[] _recordedVersions;
    private int _lastVersion = 1;
    private int _version = 1;

    public OriginalTrajectory(IStepNetwork network, Sampler sampler, float[] picture, float[] noise)
    {
        _network = network;
        _sampler = sampler;
        Picture = picture;
        Noise = noise;
        _noised = new float[picture.Length];
        _recordedVersions = new int[sampler.StepCount];
    }

    /// <summary>The original, [H, W, C].</summary>
    public float[] Picture { get; private set; }

    /// <summary>The noise of all noised pictures, [H, W, C].</summary>
    public float[] Noise { get; }

    /// <summary>Whether a step must be recorded before it is edited.</summary>
    public bool NeedsRecording(int step) => _recordedVersions[step] != _version && _network.HasRoom(step);

    /// <summary>Records a step.</summary>
    public FinishedRun Record(int step, IProgress<RunProgress>? progress, CancellationToken cancellationToken)
    {
        _recordedVersions[step] = NotRecorded;
        _sampler.Level(step).Mix(Picture, Noise, _noised);
        FinishedRun run = _network.Record(step, _noised, _sampler.NetworkTime(step), progress, cancellationToken);
        _recordedVersions[step] = _version;
        return run;
    }

    /// <summary>Takes another original, of which no step is recorded.</summary>
    /// <returns>What brings the former one back: its steps that are not recorded anew meanwhile stay valid.</returns>
    public (float[] Picture, int Version) Replace(float[] picture)
    {
        (float[], int) former = (Picture, _version);
        Picture = picture;
        _version = ++_lastVersion;
        return former;
    }

    /// <summary>Brings a former original back.</summary>
    public void Restore((float[] Picture, int Version) former) => (Picture, _version) = former;

    /// <summary>The original's noised form at a step, or at the sampler's last level what is left if nothing is edited.</summary>
    /// <param name="step">How many steps are done.</param>
    /// <param name="destination">[H, W, C].</param>
    public void ReadNoised(int step, Span<float> destination) => _sampler.Level(step).Mix(Picture, Noise, destination);

    /// <summary>Puts the noised original back outside a mask, as SDEdit with a mask does.</summary>
    /// <param name="step">How many steps are done.</param>
    /// <param name="denoised">The pixels to keep.</param>
    /// <param name="state">[H, W, C].</param>
    public void ReplaceOutside(int step, DenoisedPixels denoised, Span<float> state)
    {
        SignalNoise level = _sampler.Level(step);
        ReadOnlySpan<byte> mask = denoised.Mask;
        int channels = state.Length / mask.Length;
        (int start, int end) = (denoised.Span.Start.Value, denoised.Span.End.Value);
        Mix(level, state, ..(start * channels));
        for (int pixel = start; pixel < end; pixel++)
        {
            if (mask[pixel] == 0)
                Mix(level, state, (pixel * channels)..((pixel + 1) * channels));
        }

        Mix(level, state, (end * channels)..);
    }

    private void Mix(SignalNoise level, Span<float> state, Range range) =>
        level.Mix(Picture.AsSpan(range), Noise.AsSpan(range), state[range]);
}
