using Sige.Devices;
using Sige.Models;
using Sige.Sessions;
using Sige.Tensors;
using Sige.Weights;

namespace Sige.Diffusion;

/// <summary>How a session denoises, and what it keeps for later edits.</summary>
public sealed record SdEditOptions
{
    /// <summary>
    /// The sampler and its numbers. Null for the reference's: for a network that predicts noise DPM-Solver++ in 10 steps from noise
    /// level 500 of 1000, for a distilled one 5 steps from level 5 of 8.
    /// </summary>
    public SamplerOptions? Sampler { get; init; }

    /// <summary>
    /// Seed of all noise, as for <c>torch.manual_seed</c>: first the noise that all noised pictures share, then that of each step.
    /// </summary>
    public ulong Seed { get; init; }

    /// <summary>How the network runs and how differences become masks; null for the network's own.</summary>
    public SessionOptions? Session { get; init; }

    /// <summary>
    /// By how much a pixel must differ from the original to count as edited, in any channel, in steps of 255: 0 to 254. Pixels that differ by
    /// less keep the original. Raise it for edits that were saved with loss. Null for the network's own, that of
    /// <see cref="Session"/>: 1.3 steps for the published DDPM, 2.6 for distilled networks.
    /// </summary>
    public double? EditThreshold { get; init; }

    /// <summary>What the packed weights of convolutions are kept as; null for what <see cref="Session"/> says.</summary>
    public WeightPrecision? WeightPrecision { get; init; }

    /// <summary>How recorded activations are kept.</summary>
    public CachePrecision Precision { get; init; } = CachePrecision.Float16;

    /// <summary>What recorded activations may take in memory, in bytes; null for as much as there is.</summary>
    public long? BudgetBytes { get; init; }

    /// <summary>
    /// Where steps go that pass the budget, in a file that is deleted at the end; null for nowhere: such steps run dense in every edit.
    /// </summary>
    public string? SpillDirectory { get; init; }

    /// <summary>The area that will be edited; only it and its surroundings are kept. Null for the whole picture.</summary>
    public PixelRegion? Region { get; init; }

    /// <summary>As <see cref="CachedSessionOptions.RecomputesCheapTensors"/>: less is kept, and edits err a little differently.</summary>
    public bool RecomputesCheapTensors { get; init; } = true;

    /// <summary>The device that does the work, and how.</summary>
    public EngineOptions Engine { get; init; } = new();

    /// <summary>Name of the network's configuration; null to find it by the weight file.</summary>
    public string? Configuration { get; init; }

    /// <summary>Where in the weight file the network is, as <see cref="Models.NetworkSection.Path"/> has it; null to look for it.</summary>
    public string? Section { get; init; }

    /// <summary>How a network runs under these options: <see cref="Session"/> or its own, with the precision of weights, and the edit threshold as the masks' epsilon.</summary>
    /// <param name="model">The network.</param>
    /// <exception cref="ArgumentException">The edit threshold is out of its range.</exception>
    public SessionOptions SessionFor(DiffusionUNet model)
    {
        ArgumentNullException.ThrowIfNull(model);
        SessionOptions session = Session ?? model.SessionOptions;
        session = session with { WeightPrecision = WeightPrecision ?? session.WeightPrecision };
        if (EditThreshold is not { } steps)
            return session;
        if (!(steps >= 0 && steps < byte.MaxValue))
            throw new ArgumentException(FormattableString.Invariant($"The edit threshold is expected to be 0 to 254 steps of 255, found {steps}."));
        return session with { Masks = session.Masks with { Epsilon = PixelValues.OfSteps(steps) } };
    }
}
