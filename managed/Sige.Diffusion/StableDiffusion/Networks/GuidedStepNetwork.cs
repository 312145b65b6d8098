using Sige.Devices;
using Sige.Models;
using Sige.Sessions;
using Sige.Tensors;

namespace Sige.Diffusion;

/// <summary>
/// The U-Net of Stable Diffusion, recorded in one slot for each step. With guidance a run takes the latent twice, without and with the
/// prompt, and goes beyond the prediction with the prompt, away from the one without.
/// </summary>
/// <remarks>Source: Ho and Salimans, <i>Classifier-Free Diffusion Guidance</i>, 2022, equation 6.</remarks>
internal sealed class GuidedStepNetwork : IStepNetwork
{
    private readonly CachedSession _session;
    private readonly RunLog[] _logs;
    private readonly float _guidance;
    private readonly int _batch;
    private readonly int _channels;
    private readonly float[] _latents;
    private readonly float[] _times;
    private readonly float[] _predictions;
    private readonly SessionInput[] _inputs = new SessionInput[3];
    private float[] _hints = [];

    /// <summary>Packs the weights and allocates what a dense run needs.</summary>
    /// <param name="engine">Runs the network; it must outlive this.</param>
    /// <param name="network">The network.</param>
    /// <param name="latent">Height and width of the latents.</param>
    /// <param name="tokens">How many tokens the encoded prompts have.</param>
    /// <param name="steps">How many steps the sampler has.</param>
    /// <param name="options">What is kept.</param>
    /// <param name="guidance">How far to go beyond the prediction without the prompt; 1 runs the one with it alone.</param>
    /// <param name="cancellationToken">Ends the preparation.</param>
    public GuidedStepNetwork(
        Engine engine, ConditionalUNet network, Resolution latent, int tokens, int steps, CachedSessionOptions options, double guidance, CancellationToken cancellationToken)
    {
        Engine = engine.Options;
        Size = latent;
        Masks = options.Session.Masks;
        _guidance = (float)guidance;
        _batch = BatchOf(guidance);
        _channels = network.Configuration.InputChannels;
        int pixels = (int)latent.PixelCount;
        _latents = new float[_batch * pixels * _channels];
        _predictions = new float[_batch * pixels * network.Configuration.OutputChannels];
        _times = new float[_batch];
        _session = new CachedSession(engine, network.BuildGraph(latent, _batch, tokens), steps, options, cancellationToken);
        _logs = [.. Enumerable.Range(0, steps).Select(_ => _session.CreateLog())];
    }

    /// <inheritdoc/>
    public EngineOptions Engine { get; }

    /// <summary>Height and width of the latents.</summary>
    public Resolution Size { get; }

    /// <inheritdoc/>
    public MaskOptions Masks { get; }

    /// <inheritdoc/>
    public CacheReport Cache => _session.Cache;

    /// <inheritdoc/>
    public MemoryReport Memory => _session.Memory;

    /// <summary>The encoded prompts, [N, 1, tokens, channels]: with guidance that of what to keep away from, then the prompt's.</summary>
    public float[] Context { get; set; } = [];

    /// <summary>What the network is told of each pixel behind the latent, [H, W, C]: for inpainting models the mask and the masked latent, else nothing.</summary>
    public float[] Hints
    {
        get => _hints;
        set
        {
            _hints = value;
            int width = value.Length / (int)Size.PixelCount, latent = _channels - width;
            for (int pixel = 0; pixel < _latents.Length / _channels; pixel++)
                value.AsSpan(pixel % (int)Size.PixelCount * width, width).CopyTo(_latents.AsSpan(pixel * _channels + latent));
        }
    }

    /// <summary>How many latents a run takes.</summary>
    public static int BatchOf(double guidance) => guidance == 1 ? 1 : 2;

    /// <inheritdoc/>
    public bool HasRoom(int step) => _session.HasRoom(step);

    /// <inheritdoc/>
    public FinishedRun Record(int step, ReadOnlyMemory<float> picture, float time, IProgress<RunProgress>? progress, CancellationToken cancellationToken)
    {
        _session.NoteIn(_logs[step]);
        return _session.Record(step, Inputs(picture.Span, time), progress, cancellationToken);
    }

    /// <summary>Says where the following edits differ, [H, W] of the picture, before any dilation.</summary>
    public void SetChanges(ReadOnlySpan<byte> changed) => _session.SetChanges(changed);

    /// <inheritdoc/>
    public FinishedRun Edit(int step, ReadOnlyMemory<float> picture, float time, IProgress<RunProgress>? progress, CancellationToken cancellationToken)
    {
        _session.NoteIn(_logs[step]);
        return _session.Edit(step, Inputs(picture.Span, time), progress, cancellationToken);
    }

    /// <inheritdoc/>
    public FinishedRun Run(int step, ReadOnlyMemory<float> picture, float time, IProgress<RunProgress>? progress, CancellationToken cancellationToken)
    {
        _session.NoteIn(_logs[step]);
        return _session.Run(Inputs(picture.Span, time), progress, cancellationToken);
    }

    /// <inheritdoc/>
    public void ReadPrediction(Span<float> destination)
    {
        if (_batch == 1)
        {
            _session.Outputs.Read(destination);
            FiniteNumbers.Require(destination, "U-Net");
            return;
        }

        _session.Outputs.Read(_predictions);
        ReadOnlySpan<float> without = _predictions.AsSpan(0, destination.Length), with = _predictions.AsSpan(destination.Length);
        for (int i = 0; i < destination.Length; i++)
            destination[i] = without[i] + _guidance * (with[i] - without[i]);
        FiniteNumbers.Require(destination, "U-Net");
    }

    /// <inheritdoc/>
    public void ReadActivePixels(Resolution resolution, Span<bool> destination) => _session.Outputs.ReadActivePixels(resolution, destination);

    /// <inheritdoc/>
    public void Dispose() => _session.Dispose();

    private ReadOnlySpan<SessionInput> Inputs(ReadOnlySpan<float> latent, float time)
    {
        int pixels = (int)Size.PixelCount, width = latent.Length / pixels;
        for (int pixel = 0; pixel < _batch * pixels; pixel++)
            latent.Slice(pixel % pixels * width, width).CopyTo(_latents.AsSpan(pixel * _channels));
        _times.AsSpan().Fill(time);
        _inputs[0] = new SessionInput(ConditionalUNet.LatentInput, _latents);
        _inputs[1] = new SessionInput(ConditionalUNet.TimeInput, _times);
        _inputs[2] = new SessionInput(ConditionalUNet.ContextInput, Context);
        return _inputs;
    }
}
