using Sige.Sessions;

namespace Sige.Diffusion;

/// <summary>What an edit or a recording did.</summary>
public sealed record DenoisingReport
{
    /// <summary>The steps that ran, in their order: none for an edit that changes no pixel, and in a recording none that there is no room to keep.</summary>
    public required IReadOnlyList<DenoisingStepReport> Steps { get; init; }

    /// <summary>What the encoder of a latent diffusion did with the edited or recorded picture; null where pixels are denoised, or no other picture was given.</summary>
    public RunReport? Encoding { get; init; }

    /// <summary>What the decoder of a latent diffusion did; null where pixels are denoised, nothing was edited, or it had recorded that latent already.</summary>
    public RunReport? Decoding { get; init; }

    /// <summary>Pixels that differ from the original or that the caller's mask marks, in percent; 0 for a recording.</summary>
    public required double ChangedPercent { get; init; }

    /// <summary>Pixels that were denoised, in percent: the changed ones, dilated; 0 for a recording.</summary>
    public required double DenoisedPercent { get; init; }

    /// <summary>From the call to its end.</summary>
    public required TimeSpan Time { get; init; }

    /// <summary>What of that went to finding the edited pixels.</summary>
    public TimeSpan DifferenceTime { get; init; }

    /// <summary>What of that went to masks, active sets and index tables, once for all steps.</summary>
    public TimeSpan MaskTime { get; init; }

    /// <summary>What is kept of the recorded steps, and where.</summary>
    public required CacheReport Cache { get; init; }

    /// <summary>What the session takes from its device.</summary>
    public required MemoryReport Memory { get; init; }

    /// <summary>What there is to say of the edited picture itself.</summary>
    internal IReadOnlyList<string> OfPicture { get; init; } = [];

    /// <summary>Multiply-adds of all steps, encoder and decoder in direct arithmetic.</summary>
    public long MultiplyAdds => Steps.Sum(step => step.MultiplyAdds) + AroundSteps.Sum(run => run.MultiplyAdds);

    /// <summary>Multiply-adds of the same by dense runs.</summary>
    public long DenseMultiplyAdds => Steps.Sum(step => step.Run.DenseMultiplyAdds) + AroundSteps.Sum(run => run.DenseMultiplyAdds);

    /// <summary>What a person should know because it costs time, memory or fidelity: of the picture, all steps and the cache, a sentence each, with no repetition.</summary>
    public IReadOnlyList<string> Notices =>
        [.. OfPicture.Concat(Steps.Select(step => step.Run).Concat(AroundSteps).SelectMany(run => run.Notices)).Concat(Cache.Notices).Distinct()];

    /// <summary>What is as it should be, for those who want to know how: of all steps, a sentence each, with no repetition.</summary>
    public IReadOnlyList<string> Notes => [.. Steps.SelectMany(step => step.Run.Notes).Distinct()];

    private IEnumerable<RunReport> AroundSteps => new[] { Encoding, Decoding }.OfType<RunReport>();
}
