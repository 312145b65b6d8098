using Sige.Devices;
using Sige.Models;
using Sige.Sessions;
using Sige.Tensors;

namespace Sige.Diffusion;

/// <summary>
/// Makes latents of pictures and pictures of latents, both where an edit reaches alone. A latent is the mean that the encoder gives, scaled as the
/// U-Net takes it: nothing is drawn, so a picture has one latent.
/// </summary>
internal sealed class LatentCodec : IDisposable
{
    private readonly Autoencoder _autoencoder;
    private readonly Engine _engine;
    private readonly Resolution _picture;
    private readonly CachedSessionOptions _encoderOptions;
    private readonly LatentDecoder _decoder;
    private readonly float[] _latentInput;
    private RecordedNetwork? _encoder;
    private float[]? _recordedPicture;
    private float[]? _recordedLatent;

    /// <summary>Packs the decoder's weights; the encoder's when it is first needed.</summary>
    /// <param name="engine">Runs the networks; it must outlive this.</param>
    /// <param name="autoencoder">The networks; their file must stay open.</param>
    /// <param name="picture">Height and width of the pictures.</param>
    /// <param name="options">How they run.</param>
    /// <param name="region">The area that will be edited; null for all of it.</param>
    /// <param name="cancellationToken">Ends the preparation.</param>
    public LatentCodec(
        Engine engine, Autoencoder autoencoder, Resolution picture, LatentEditOptions options, PixelRegion? region, CancellationToken cancellationToken)
    {
        (_engine, _autoencoder, _picture) = (engine, autoencoder, picture);
        int scale = autoencoder.Configuration.Downscale;
        LatentSize = new Resolution(picture.H / scale, picture.W / scale);
        _latentInput = new float[LatentSize.PixelCount * Channels];
        _encoderOptions = options.Cache(autoencoder.EncoderOptions, region);
        _decoder = CreateDecoder(options, region, cancellationToken);
    }

    /// <summary>Height and width of the latents.</summary>
    public Resolution LatentSize { get; }

    /// <summary>Channels of a latent.</summary>
    public int Channels => _autoencoder.Configuration.LatentChannels;

    /// <summary>What both take from the device.</summary>
    public MemoryReport Memory => _encoder is { } encoder ? _decoder.Memory.Plus(encoder.Memory) : _decoder.Memory;

    /// <summary>Makes the latent of a picture, whole, and keeps nothing.</summary>
    /// <param name="picture">[H, W, 3].</param>
    /// <param name="cancellationToken">Ends the run.</param>
    /// <returns>[h, w, C], and what the run did.</returns>
    public (float[] Latent, FinishedRun Run) Encode(float[] picture, CancellationToken cancellationToken)
    {
        (ReadOnlyMemory<float> moments, FinishedRun run) = Encoder(cancellationToken).Run(picture, cancellationToken);
        return (Means(moments.Span), run);
    }

    /// <summary>Makes the latent of a picture and keeps what edits of it need.</summary>
    /// <param name="picture">[H, W, 3].</param>
    /// <param name="cancellationToken">Ends the run.</param>
    /// <returns>[h, w, C], and what the run did.</returns>
    public (float[] Latent, RunReport Report) RecordPicture(float[] picture, CancellationToken cancellationToken)
    {
        _recordedPicture = null;
        (ReadOnlyMemory<float> moments, RunReport report) = Encoder(cancellationToken).Record(picture, cancellationToken);
        _recordedPicture = picture;
        return (Means(moments.Span), report);
    }

    /// <summary>Makes the latent of an edited picture where the edit reaches.</summary>
    /// <param name="original">The picture that was recorded, or is to be.</param>
    /// <param name="edited">[H, W, 3].</param>
    /// <param name="changed">Where it differs, [H, W].</param>
    /// <param name="cancellationToken">Ends the run.</param>
    /// <returns>[h, w, C], and what the run did.</returns>
    public (float[] Latent, FinishedRun Run) EncodeEdit(float[] original, float[] edited, ReadOnlySpan<byte> changed, CancellationToken cancellationToken)
    {
        if (!ReferenceEquals(_recordedPicture, original))
            RecordPicture(original, cancellationToken);
        (ReadOnlyMemory<float> moments, FinishedRun run) = Encoder(cancellationToken).Edit(edited, changed, cancellationToken);
        return (Means(moments.Span), run);
    }

    /// <summary>Makes the picture of a latent and keeps what edits of it need.</summary>
    /// <param name="latent">[h, w, C].</param>
    /// <param name="cancellationToken">Ends the run.</param>
    /// <returns>What the run did; null where large pictures are decoded in tiles, of which nothing is kept.</returns>
    public RunReport? RecordLatent(float[] latent, CancellationToken cancellationToken)
    {
        _recordedLatent = null;
        RunReport? report = _decoder.Record(Unscale(latent), cancellationToken);
        _recordedLatent = latent;
        return report;
    }

    /// <summary>Makes the picture of an edited latent where the edit reaches.</summary>
    /// <param name="original">The latent that was recorded, or is to be.</param>
    /// <param name="edited">[h, w, C].</param>
    /// <param name="changed">Where the picture is edited, [H, W].</param>
    /// <param name="cancellationToken">Ends the run.</param>
    /// <returns>[H, W, 3], until the next call, and what the run did.</returns>
    public (ReadOnlyMemory<float> Picture, FinishedRun Run) DecodeEdit(
        float[] original, ReadOnlySpan<float> edited, ReadOnlySpan<byte> changed, CancellationToken cancellationToken)
    {
        RecordLatent(original, cancellationToken);
        return Check(_decoder.Edit(Unscale(edited), changed, cancellationToken));
    }

    /// <summary>Makes the picture of a latent, whole, and keeps nothing.</summary>
    /// <param name="latent">[h, w, C].</param>
    /// <param name="cancellationToken">Ends the run.</param>
    /// <returns>[H, W, 3], until the next call, and what the run did.</returns>
    public (ReadOnlyMemory<float> Picture, FinishedRun Run) Decode(ReadOnlySpan<float> latent, CancellationToken cancellationToken) =>
        Check(_decoder.Run(Unscale(latent), cancellationToken));

    /// <summary>Reads the pixels that the last edit of the picture computed in the encoder, [h, w].</summary>
    /// <exception cref="InvalidOperationException">There is no encoder: no edited picture was given.</exception>
    public void ReadEncodedPixels(Resolution resolution, Span<bool> destination) =>
        (_encoder ?? throw new InvalidOperationException("There is no encoder: no edited picture was given.")).ReadActivePixels(resolution, destination);

    /// <summary>Reads the pixels that the last edit of the latent computed in the decoder, [h, w].</summary>
    public void ReadDecodedPixels(Resolution resolution, Span<bool> destination) => _decoder.ReadActivePixels(resolution, destination);

    /// <summary>Lets go of the encoder until it is needed again.</summary>
    public void ReleaseEncoder()
    {
        _encoder?.Dispose();
        (_encoder, _recordedPicture) = (null, null);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        ReleaseEncoder();
        _decoder.Dispose();
    }

    /// <summary>What the session over the decoder keeps: of tiles nothing.</summary>
    internal static CachedSessionOptions DecoderCache(Autoencoder autoencoder, LatentTiles tiles, LatentEditOptions options, PixelRegion? region) => tiles.AreTiles
        ? options.Cache(autoencoder.DecoderOptions, region: null) with { BudgetBytes = 0 }
        : options.Cache(autoencoder.DecoderOptions, region);

    private LatentDecoder CreateDecoder(LatentEditOptions options, PixelRegion? region, CancellationToken cancellationToken)
    {
        var tiles = LatentTiles.Of(LatentSize, _autoencoder.Configuration.Downscale, options.DecodesInTiles);
        var network = new RecordedNetwork(_engine, _autoencoder.BuildDecoder(tiles.Size), DecoderCache(_autoencoder, tiles, options, region), cancellationToken);
        return tiles.AreTiles ? new TiledDecoder(network, tiles, Channels) : new WholeDecoder(network);
    }

    private RecordedNetwork Encoder(CancellationToken cancellationToken) =>
        _encoder ??= new RecordedNetwork(_engine, _autoencoder.BuildEncoder(_picture), _encoderOptions, cancellationToken);

    private static (ReadOnlyMemory<float> Picture, FinishedRun Run) Check((ReadOnlyMemory<float> Picture, FinishedRun Run) decoded)
    {
        FiniteNumbers.Require(decoded.Picture.Span, "decoder");
        return decoded;
    }

    private float[] Means(ReadOnlySpan<float> moments)
    {
        float scale = _autoencoder.Configuration.ScalingFactor;
        var latent = new float[LatentSize.PixelCount * Channels];
        for (int i = 0; i < latent.Length; i++)
            latent[i] = scale * moments[i / Channels * 2 * Channels + i % Channels];
        FiniteNumbers.Require(latent, "encoder");
        return latent;
    }

    private float[] Unscale(ReadOnlySpan<float> latent)
    {
        float scale = _autoencoder.Configuration.ScalingFactor;
        for (int i = 0; i < latent.Length; i++)
            _latentInput[i] = latent[i] / scale;
        return _latentInput;
    }
}
