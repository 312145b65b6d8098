using Sige.Models;
using Sige.Sessions;
using Sige.Tensors;
using Sige.Weights;

namespace Sige.Diffusion;

/// <content>How a session comes about.</content>
public sealed partial class SdEditSession
{
    /// <summary>Loads a network and records it on a picture at every step.</summary>
    /// <param name="weights">A weight file of a diffusion U-Net, or a folder as <see cref="ModelFolder"/> takes it; it is closed again.</param>
    /// <param name="original">The picture, [H, W, 3], -1 to 1.</param>
    /// <param name="options">How to denoise and what to keep.</param>
    /// <param name="progress">Is told of each step.</param>
    /// <param name="cancellationToken">Ends the recording; nothing is left then.</param>
    /// <exception cref="ArgumentException">The picture has another size, or the sampler does not suit the network.</exception>
    /// <exception cref="WeightFormatException">The file is damaged, has a weight that is NaN or infinite, or holds another network.</exception>
    /// <exception cref="IOException">A file cannot be read, or there is no room for the spilled steps.</exception>
    /// <exception cref="SigeException">There is too little memory.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public static SdEditSession Open(
        string weights,
        ReadOnlySpan<float> original,
        SdEditOptions? options = null,
        IProgress<DiffusionProgress>? progress = null,
        CancellationToken cancellationToken = default)
    {
        options ??= new SdEditOptions();
        using WeightCollection file = WeightFile.Open(ModelFolder.FindWeights(weights));
        UNetConfiguration configuration = UNetConfiguration.Resolve(options.Configuration, file, options.Section);
        return Open(DiffusionUNet.Load(file, configuration, options.Section), original, options, progress, cancellationToken);
    }

    /// <summary>Records a network on a picture at every step.</summary>
    /// <param name="model">The network; its weight file may be closed afterwards.</param>
    /// <param name="original">The picture, [H, W, 3], -1 to 1.</param>
    /// <param name="options">How to denoise and what to keep.</param>
    /// <param name="progress">Is told of each step.</param>
    /// <param name="cancellationToken">Ends the recording; nothing is left then.</param>
    /// <exception cref="ArgumentException">The picture has another size, or the sampler does not suit the network.</exception>
    /// <exception cref="IOException">There is no room for the spilled steps.</exception>
    /// <exception cref="SigeException">There is too little memory.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public static SdEditSession Open(
        DiffusionUNet model,
        ReadOnlySpan<float> original,
        SdEditOptions? options = null,
        IProgress<DiffusionProgress>? progress = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(model);
        options ??= new SdEditOptions();
        Sampler sampler = UNetSampling.CreateSampler(model, options);
        PictureCheck.Check(original, new Resolution(model.PictureSize, model.PictureSize), Channels, nameof(original));
        var network = new CachedStepNetwork(
            model.BuildGraph(), model.TimeInputOf, sampler.StepCount, UNetSampling.CacheOptions(model, options), options.Engine, cancellationToken);
        return Open(network, sampler, original, options.Seed, progress, cancellationToken);
    }

    /// <summary>Says what a session would take and do; nothing is allocated or run.</summary>
    /// <param name="model">The network.</param>
    /// <param name="options">How to denoise and what to keep.</param>
    /// <exception cref="ArgumentException">The sampler does not suit the network, or a number is out of its range.</exception>
    /// <exception cref="SigeException">The device cannot be used here.</exception>
    public static SdEditPrediction Predict(DiffusionUNet model, SdEditOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        options ??= new SdEditOptions();
        Sampler sampler = UNetSampling.CreateSampler(model, options);
        CachedSessionOptions cache = UNetSampling.CacheOptions(model, options);
        return new SdEditPrediction(sampler, CachedSession.Predict(model.BuildGraph(), sampler.StepCount, cache, options.Engine), cache.Session.Masks.Epsilon);
    }

    /// <summary>Takes a network over, also when it fails.</summary>
    internal static SdEditSession Open(
        IStepNetwork network,
        Sampler sampler,
        ReadOnlySpan<float> original,
        ulong seed,
        IProgress<DiffusionProgress>? progress,
        CancellationToken cancellationToken)
    {
        try
        {
            var session = new SdEditSession(network, sampler, original.ToArray(), seed);
            session.Record(progress, cancellationToken);
            return session;
        }
        catch
        {
            network.Dispose();
            throw;
        }
    }
}
