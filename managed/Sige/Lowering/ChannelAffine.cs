using Sige.Graphs;

namespace Sige.Lowering;

/// <summary>A scale and a shift for each channel: what a normalisation comes down to.</summary>
internal abstract class ChannelAffine(int channels)
{
    public int Channels { get; } = channels;
}

/// <summary>Batch normalisation by running statistics: known before any run.</summary>
internal sealed class ConstantAffine(BatchNormNode node) : ChannelAffine(node.Output.Shape.C)
{
    /// <summary>scale = weight / sqrt(variance + eps), shift = bias - mean scale.</summary>
    public (float[] Scale, float[] Shift) Read()
    {
        float[] mean = node.Parameters.Mean.Read();
        float[] variance = node.Parameters.Variance.Read();
        float[]? weight = node.Parameters.Weight?.Read();
        float[]? bias = node.Parameters.Bias?.Read();
        var scale = new float[Channels];
        var shift = new float[Channels];
        for (int c = 0; c < Channels; c++)
        {
            double factor = (weight?[c] ?? 1) / Math.Sqrt(variance[c] + (double)node.Epsilon);
            scale[c] = (float)factor;
            shift[c] = (float)((bias?[c] ?? 0) - mean[c] * factor);
        }

        return (scale, shift);
    }
}

/// <summary>What a <see cref="StatisticsStep"/> found: one scale and shift for each image and channel.</summary>
internal sealed class StatisticsAffine(int channels) : ChannelAffine(channels);
