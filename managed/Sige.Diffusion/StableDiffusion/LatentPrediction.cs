using Sige.Models;
using Sige.Sessions;
using Sige.Tensors;

namespace Sige.Diffusion;

/// <summary>What a session with Stable Diffusion would take and do, known before anything is allocated.</summary>
public sealed class LatentPrediction
{
    private readonly bool _encodesEdits;
    private readonly int _encodings;
    private readonly LatentTiles _tiles;

    private LatentPrediction(LatentSetup setup, LatentEditOptions options)
    {
        (Resolution picture, StableDiffusionModel model) = (setup.Size, setup.Model);
        int scale = model.Autoencoder.Configuration.Downscale;
        var latent = new Resolution(picture.H / scale, picture.W / scale);
        Sampler = setup.Sampler;
        _encodesEdits = setup.EncodesEdits;
        _encodings = setup.HasHints ? 2 : 1;
        _tiles = LatentTiles.Of(latent, scale, options.DecodesInTiles);
        Steps = CachedSession.Predict(
            model.UNet.BuildGraph(latent, GuidedStepNetwork.BatchOf(options.GuidanceScale), model.TextEncoder.Configuration.Tokens),
            Sampler.StepCount,
            LatentNetworks.StepCache(setup, options),
            options.Engine);
        Encoder = CachedSession.Predict(
            model.Autoencoder.BuildEncoder(picture), slots: 1, options.Cache(model.Autoencoder.EncoderOptions, setup.Region), options.Engine);
        Decoder = CachedSession.Predict(
            model.Autoencoder.BuildDecoder(_tiles.Size), slots: 1, LatentCodec.DecoderCache(model.Autoencoder, _tiles, options, setup.Region), options.Engine);
    }

    /// <summary>Takes the steps.</summary>
    public Sampler Sampler { get; }

    /// <summary>The U-Net, whose slots are the steps.</summary>
    public CachePrediction Steps { get; }

    /// <summary>The encoder; it stays where edits bring pictures.</summary>
    public CachePrediction Encoder { get; }

    /// <summary>The decoder, or where it works in tiles that of one of them.</summary>
    public CachePrediction Decoder { get; }

    /// <summary>How many tiles the decoder works in; 1 for one piece.</summary>
    public int DecoderTiles => _tiles.Count;

    /// <summary>What the session takes from its device once all is recorded.</summary>
    public MemoryReport Memory => _encodesEdits ? Steps.Memory.Plus(Decoder.Memory).Plus(Encoder.Memory) : Steps.Memory.Plus(Decoder.Memory);

    /// <summary>Multiply-adds of opening the session; the text encoder's are not counted.</summary>
    public long OpenMultiplyAdds => StoredSteps * Steps.DenseMultiplyAdds + _encodings * Encoder.DenseMultiplyAdds + RecordedDecodings * Decoder.DenseMultiplyAdds;

    /// <summary>What the cost model says of that.</summary>
    public double OpenCost => StoredSteps * Steps.DenseCost + _encodings * Encoder.DenseCost + RecordedDecodings * Decoder.DenseCost;

    /// <summary>Multiply-adds of an edit that runs every network whole.</summary>
    public long DenseMultiplyAdds => Steps.Slots * Steps.DenseMultiplyAdds + DecoderTiles * Decoder.DenseMultiplyAdds + (_encodesEdits ? Encoder.DenseMultiplyAdds : 0);

    /// <summary>What the cost model says of that.</summary>
    public double DenseCost => Steps.Slots * Steps.DenseCost + DecoderTiles * Decoder.DenseCost + (_encodesEdits ? Encoder.DenseCost : 0);

    private int StoredSteps => Steps.Slots - Steps.NotStoredSlots;

    /// <summary>How often opening runs the decoder: of tiles nothing is recorded.</summary>
    private int RecordedDecodings => _tiles.AreTiles ? 0 : 1;

    /// <summary>Predicts an <see cref="InpaintSession"/>.</summary>
    /// <param name="model">The networks.</param>
    /// <param name="size">Height and width of the picture.</param>
    /// <param name="mask">The pixels to paint anew, [H, W].</param>
    /// <param name="options">How to denoise, and what to keep.</param>
    /// <exception cref="ArgumentException">Something does not fit, as for the session.</exception>
    /// <exception cref="SigeException">The device cannot be used here.</exception>
    public static LatentPrediction OfInpainting(StableDiffusionModel model, Resolution size, ReadOnlySpan<byte> mask, LatentEditOptions options)
    {
        PictureCheck.CheckMask(mask, size, nameof(mask));
        return new LatentPrediction(LatentSetup.Create(model, Blank(size), size, mask, options), options);
    }

    /// <summary>Predicts an <see cref="ImageToImageSession"/>.</summary>
    /// <param name="model">The networks.</param>
    /// <param name="size">Height and width of the picture.</param>
    /// <param name="options">How to denoise, and what to keep.</param>
    /// <exception cref="ArgumentException">Something does not fit, as for the session.</exception>
    /// <exception cref="SigeException">The device cannot be used here.</exception>
    public static LatentPrediction OfImageToImage(StableDiffusionModel model, Resolution size, LatentEditOptions options) =>
        new(LatentSetup.Create(model, Blank(size), size, mask: default, options), options);

    /// <summary>Predicts an edit.</summary>
    /// <param name="mask">The edited pixels, [H, W], any value but 0, before any dilation.</param>
    /// <exception cref="ArgumentException">The mask is of another size.</exception>
    public LatentEditPrediction PredictEdit(ReadOnlySpan<byte> mask)
    {
        PictureCheck.CheckMask(mask, Steps.PictureSize, nameof(mask));
        if (mask.IndexOfAnyExcept((byte)0) < 0)
            return default;
        EditPrediction step = Steps.PredictEdit(mask), decoder = _tiles.AreTiles ? PredictTiles(mask) : Decoder.PredictEdit(mask);
        EditPrediction encoder = _encodesEdits ? Encoder.PredictEdit(mask) : default;
        int stored = step.IsWhole ? 0 : StoredSteps;
        int whole = Steps.Slots - stored;
        return new LatentEditPrediction(
            100.0 * (mask.Length - mask.Count((byte)0)) / mask.Length,
            stored * step.MultiplyAdds + whole * Steps.DenseMultiplyAdds + decoder.MultiplyAdds + encoder.MultiplyAdds,
            stored * step.Cost + whole * Steps.DenseCost + decoder.Cost + encoder.Cost,
            whole,
            Math.Max(step.LogBytes, Math.Max(decoder.LogBytes, encoder.LogBytes)));
    }

    private EditPrediction PredictTiles(ReadOnlySpan<byte> mask)
    {
        int tiles = _tiles.ReachedBy(mask).Count();
        return new EditPrediction(tiles * Decoder.DenseMultiplyAdds, tiles * Decoder.DenseCost, LogBytes: 0, LoadedBytes: 0, IsWhole: true);
    }

    private static float[] Blank(Resolution size) => size.H < 0 || size.W < 0 ? [] : new float[size.PixelCount * SdEditSession.Channels];
}

/// <summary>What an edit would do, all networks together; all 0 if no pixel is edited.</summary>
/// <param name="ChangedPercent">Edited pixels in percent.</param>
/// <param name="MultiplyAdds">Multiply-adds in direct arithmetic.</param>
/// <param name="Cost">What the cost model says, counted as <see cref="LatentPrediction.DenseCost"/>.</param>
/// <param name="WholeSteps">How many steps run whole.</param>
/// <param name="LogBytes">What is kept of overwritten pixels while it runs.</param>
public readonly record struct LatentEditPrediction(double ChangedPercent, long MultiplyAdds, double Cost, int WholeSteps, long LogBytes);
