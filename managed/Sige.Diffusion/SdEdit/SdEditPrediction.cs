using Sige.Sessions;

namespace Sige.Diffusion;

/// <summary>What a session would take and do, known before anything is allocated.</summary>
public sealed class SdEditPrediction
{
    private readonly float _epsilon;

    internal SdEditPrediction(Sampler sampler, CachePrediction cache, float epsilon) => (Sampler, Cache, _epsilon) = (sampler, cache, epsilon);

    /// <summary>The sampler, whose steps are the cache's slots.</summary>
    public Sampler Sampler { get; }

    /// <summary>Bytes, and what one run of the network costs.</summary>
    public CachePrediction Cache { get; }

    /// <summary>Multiply-adds of opening a session: one dense run for each step that is kept.</summary>
    public long OpenMultiplyAdds => (Cache.Slots - Cache.NotStoredSlots) * Cache.DenseMultiplyAdds;

    /// <summary>Multiply-adds of an edit whose steps all run whole.</summary>
    public long DenseMultiplyAdds => Cache.Slots * Cache.DenseMultiplyAdds;

    /// <summary>Says what an edit would do.</summary>
    /// <param name="original">The original, [H, W, 3], -1 to 1.</param>
    /// <param name="edited">The edited picture, [H, W, 3], -1 to 1.</param>
    /// <exception cref="ArgumentException">A picture has another size.</exception>
    public SdEditEditPrediction PredictEdit(ReadOnlySpan<float> original, ReadOnlySpan<float> edited)
    {
        PictureCheck.Check(original, Cache.PictureSize, SdEditSession.Channels, nameof(original));
        PictureCheck.Check(edited, Cache.PictureSize, SdEditSession.Channels, nameof(edited));
        var changed = new byte[Cache.PictureSize.PixelCount];
        PixelDifferences.Mark(original, edited, _epsilon, changed);
        return PredictEdit(changed) with { Notice = SlightDifferences.Describe(original, edited, changed) };
    }

    /// <summary>Says what an edit with a mask would do.</summary>
    /// <param name="mask">The edited pixels, [H, W], any value but 0, before any dilation.</param>
    /// <exception cref="ArgumentException">The mask has another size.</exception>
    public SdEditEditPrediction PredictEdit(ReadOnlySpan<byte> mask)
    {
        PictureCheck.CheckMask(mask, Cache.PictureSize, nameof(mask));
        double percent = 100.0 * (mask.Length - mask.Count((byte)0)) / mask.Length;
        if (percent == 0)
            return default;
        EditPrediction step = Cache.PredictEdit(mask);
        long stored = Cache.Slots - Cache.NotStoredSlots;
        return new SdEditEditPrediction(
            percent,
            stored * step.MultiplyAdds + Cache.NotStoredSlots * Cache.DenseMultiplyAdds,
            stored * step.Cost + Cache.NotStoredSlots * Cache.DenseCost,
            step);
    }
}
