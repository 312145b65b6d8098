using Sige.Devices;
using Sige.Diffusion;

namespace Sige.Cli.Denoising;

/// <summary>What <c>sige edit sd</c> did.</summary>
/// <param name="Job">The work.</param>
/// <param name="Sampler">What took the steps.</param>
/// <param name="Engine">The device, and how it ran, defaults resolved.</param>
/// <param name="Recording">What recording the original took.</param>
/// <param name="Edits">The edits in order.</param>
internal sealed record LatentResult(LatentJob Job, Sampler Sampler, EngineOptions Engine, DenoisingReport Recording, IReadOnlyList<DenoisedEdit> Edits)
{
    /// <summary>What was done last: what is kept and taken at the end.</summary>
    public DenoisingReport Last => Edits.Count == 0 ? Recording : Edits[^1].Report;
}
