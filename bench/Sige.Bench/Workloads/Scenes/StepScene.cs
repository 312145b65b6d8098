using Sige.Diffusion;
using Sige.Models;
using Sige.Sessions;
using Sige.Tensors;

namespace Sige.Bench.Workloads;

/// <summary>What a diffusion network is given in one of its steps: a noised picture, and its edits under the same noise.</summary>
internal sealed class StepScene : Scene
{
    private const ulong Seed = 1;

    private readonly PaintedPicture _picture;
    private readonly float[] _noise;
    private readonly SignalNoise _level;
    private readonly SessionInput _time;

    /// <summary>Draws the noise of the middle of the steps.</summary>
    public StepScene(DiffusionUNet network)
        : this(network, MiddleOf(network))
    {
    }

    /// <summary>Draws the noise.</summary>
    /// <param name="network">The network.</param>
    /// <param name="moment">How noised the picture is.</param>
    public StepScene(DiffusionUNet network, NoiseMoment moment)
        : base(new Resolution(network.PictureSize, network.PictureSize))
    {
        _picture = new PaintedPicture(Size);
        _noise = new float[_picture.Original.Length];
        new PictureNoise(Size.H, Size.W, PaintedPicture.Channels).Next(new TorchGenerator(Seed), _noise);
        _level = moment.Level;
        _time = new SessionInput(DiffusionUNet.TimeInput, new float[] { network.TimeInputOf(moment.Time) });
    }

    /// <inheritdoc/>
    public override SessionInput[] Original => Inputs(_picture.Original);

    /// <inheritdoc/>
    public override SessionInput[][] Edits(ReadOnlySpan<byte> mask) => Array.ConvertAll(_picture.Edits(mask), Inputs);

    private static NoiseMoment MiddleOf(DiffusionUNet network)
    {
        Sampler sampler = Sampler.Create(DiffusionNetworks.SamplerOf(network.Configuration));
        int step = sampler.StepCount / 2;
        return new NoiseMoment(sampler.NetworkTime(step), sampler.Level(step));
    }

    private SessionInput[] Inputs(float[] picture)
    {
        var noised = new float[picture.Length];
        _level.Mix(picture, _noise, noised);
        return [new SessionInput(DiffusionUNet.PictureInput, noised), _time];
    }
}
