using Sige.Bench.Workloads;
using Sige.Devices;
using Sige.Diffusion;
using Sige.Models;
using Sige.Sessions;
using Sige.Tensors;

namespace Sige.Bench.SdEdit;

/// <summary>
/// What people do without an incremental engine: a square around the edit is cut out, the network is run whole on it at every step, and
/// the result is pasted back. It is given the noise that the whole picture has there and keeps the same pixels, so that only the
/// missing surroundings make its result another one.
/// </summary>
internal sealed class CropAndPaste : IDisposable
{
    private const int Channels = PaintedPicture.Channels;

    private readonly Resolution _size;
    private readonly Sampler _sampler;
    private readonly Engine _engine;
    private readonly CachedSession _session;
    private readonly SessionInput[] _times;
    private readonly float[] _original;
    private readonly float[] _noise;
    private readonly float[] _unedited;
    private readonly float[] _prediction;
    private readonly float[] _history;
    private readonly byte[] _mask;

    /// <summary>Lowers the network at the square's size.</summary>
    /// <param name="scene">The network and the pictures.</param>
    /// <param name="denoised">[H, W], 1 in the pixels that are denoised.</param>
    /// <param name="margin">Pixels around them to take along.</param>
    public CropAndPaste(SdEditScene scene, byte[] denoised, int margin)
        : this(new CropSource(scene.Network.Configuration, sizes => DiffusionUNet.Random(sizes), scene.Original, scene.Options), denoised, margin)
    {
    }

    /// <summary>Lowers the network at the square's size.</summary>
    /// <param name="source">The network, the original and how to denoise.</param>
    /// <param name="denoised">[H, W], 1 in the pixels that are denoised.</param>
    /// <param name="margin">Pixels around them to take along.</param>
    public CropAndPaste(CropSource source, byte[] denoised, int margin)
    {
        UNetConfiguration whole = source.Configuration;
        _size = new Resolution(whole.PictureSize, whole.PictureSize);
        // Each level past the first halves the square.
        Box = CropBox.Around(denoised, _size, margin, 1 << (whole.ChannelMultipliers.Count - 1));
        DiffusionUNet network = source.NetworkAt(Box.Width);
        _sampler = Sampler.Create(source.Options.Sampler!);
        _times = [.. Enumerable.Range(0, _sampler.StepCount).Select(step => TimeOf(network, step))];
        var noise = new float[source.Original.Length];
        new PictureNoise(_size.H, _size.W, Channels).Next(new TorchGenerator(source.Options.Seed), noise);
        _unedited = new float[noise.Length];
        _sampler.Level(_sampler.StepCount).Mix(source.Original, noise, _unedited);
        _noise = CropBox.Cut<float>(noise, _size, Box);
        _original = CropBox.Cut<float>(source.Original, _size, Box);
        _mask = CropBox.Cut<byte>(denoised, _size, Box);
        _prediction = new float[Box.PixelCount * network.PredictionChannels];
        _history = new float[_sampler.HistoryLength * _original.Length];
        _engine = Engine.Open(source.Options.Engine);
        _session = new CachedSession(_engine, network.BuildGraph(), slots: 1, new CachedSessionOptions { Session = network.SessionOptions });
    }

    /// <summary>The square.</summary>
    public PixelRegion Box { get; }

    /// <summary>Multiply-adds of all steps of the last edit, in direct arithmetic.</summary>
    public long MultiplyAdds { get; private set; }

    /// <summary>Denoises an edited picture.</summary>
    /// <param name="edited">[H, W, 3] of the whole picture.</param>
    /// <returns>The same, with the square pasted into the original.</returns>
    public float[] Edit(float[] edited)
    {
        float[] state = CropBox.Cut<float>(edited, _size, Box);
        _sampler.Level(0).Mix(state, _noise, state);
        MultiplyAdds = 0;
        for (int step = 0; step < _sampler.StepCount; step++)
        {
            MultiplyAdds += _session.Run([new SessionInput(DiffusionUNet.PictureInput, state), _times[step]]).MultiplyAdds;
            _session.Outputs.Read(_prediction);
            _sampler.Step(step, state, _prediction, [], _history);
            KeepOutside(_sampler.Level(step + 1), state);
        }

        return Paste(state);
    }

    public void Dispose()
    {
        _session.Dispose();
        _engine.Dispose();
    }

    private SessionInput TimeOf(DiffusionUNet network, int step) =>
        new(DiffusionUNet.TimeInput, new float[] { network.TimeInputOf(_sampler.NetworkTime(step)) });

    private void KeepOutside(SignalNoise level, float[] state)
    {
        for (int pixel = 0; pixel < _mask.Length; pixel++)
        {
            Range range = (pixel * Channels)..((pixel + 1) * Channels);
            if (_mask[pixel] == 0)
                level.Mix(_original.AsSpan(range), _noise.AsSpan(range), state.AsSpan(range));
        }
    }

    private float[] Paste(ReadOnlySpan<float> square)
    {
        float[] whole = [.. _unedited];
        CropBox.Paste(square, _size, Box, whole);
        return Array.ConvertAll(whole, value => Math.Clamp(value, -1f, 1f));
    }
}
