using Sige.Graphs;
using Sige.Models;
using Sige.Sessions;
using Sige.Weights;

namespace Sige.Diffusion;

/// <content>How a session comes about.</content>
public sealed partial class SdEditSession
{
    /// <summary>Takes a network over, also when it fails.</summary>
    internal static SdEditSession Open(
        IStepNetwork network,
        Sampler sampler,
        ReadOnlySpan<float> original,
        ulong seed,
        IProgress<DiffusionProgress>? progress,
        CancellationToken cancellationToken)
    {
        SdEditSession? session = null;
        try
        {
            session = new SdEditSession(network, sampler, original.ToArray(), seed);
            session.Record(progress, cancellationToken);
            return session;
        }
        catch
        {
            session?._mask.Dispose();
            network.Dispose();
            throw;
        }
    }

    /// <summary>Refuses a picture of another size, or with numbers that are none.</summary>
    internal static void CheckPicture(ReadOnlySpan<float> picture, Resolution size, string parameter)
    {
        int expected = size.H * size.W * Channels;
        if (picture.Length != expected)
            throw new ArgumentException($"Expected a picture of {size} pixels with {Channels} channels, {expected} numbers, but found {picture.Length}.", parameter);
        int fault = 0;
        while (fault < picture.Length && float.IsFinite(picture[fault]))
            fault++;
        if (fault < picture.Length)
            throw new ArgumentException($"Number {fault} of the picture, {picture[fault]}, is not finite.", parameter);
    }
}
