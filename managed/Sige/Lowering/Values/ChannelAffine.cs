namespace Sige.Lowering;

/// <summary>A scale and a shift for each channel: what a normalisation comes down to.</summary>
internal abstract class ChannelAffine(int channels) : PlanValue
{
    public int Channels { get; } = channels;
}

/// <summary>A scale and shift that are known before any run, such as those of a batch normalisation.</summary>
/// <param name="channels">How many channels there are.</param>
/// <param name="read">Makes them, [C] each.</param>
internal sealed class ConstantAffine(int channels, Func<(float[] Scale, float[] Shift)> read) : ChannelAffine(channels)
{
    public override int Images => 1;

    public (float[] Scale, float[] Shift) Read() => read();
}

/// <summary>What a <see cref="StatisticsStep"/> found: one scale and shift for each image and channel.</summary>
internal sealed class StatisticsAffine(int images, int channels) : ChannelAffine(channels)
{
    public override int Images { get; } = images;

    /// <summary>How many scales there are.</summary>
    public long ElementCount => (long)Images * Channels;
}
