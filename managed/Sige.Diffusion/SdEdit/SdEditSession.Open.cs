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
}
