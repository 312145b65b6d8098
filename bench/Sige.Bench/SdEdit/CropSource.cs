using Sige.Diffusion;
using Sige.Models;

namespace Sige.Bench.SdEdit;

/// <summary>What crop-and-paste works on.</summary>
/// <param name="Configuration">The network's sizes for the whole picture.</param>
/// <param name="Create">Makes the network, with the same weights, at other sizes of a picture.</param>
/// <param name="Original">The picture before all edits, [H, W, 3], -1 to 1.</param>
/// <param name="Options">How to denoise; the sampler is given.</param>
internal sealed record CropSource(
    UNetConfiguration Configuration, Func<UNetConfiguration, DiffusionUNet> Create, float[] Original, SdEditOptions Options)
{
    /// <summary>The network at the size of a square.</summary>
    /// <param name="side">Pixels, halved without rest as often as the network halves.</param>
    public DiffusionUNet NetworkAt(int side) => Create(Configuration with
    {
        PictureSize = side,
        // Attention belongs to a level of the network, whatever size that has here.
        AttentionSizes = [.. Configuration.AttentionSizes.Select(size => size * side / Configuration.PictureSize)],
    });
}
