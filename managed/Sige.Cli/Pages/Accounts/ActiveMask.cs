using Sige.Sessions;
using Sige.Tensors;

namespace Sige.Cli.Pages;

/// <summary>Reads the active pixels of a resolution, [H, W].</summary>
internal delegate void ReadActivePixels(Resolution resolution, Span<bool> destination);

/// <summary>The active pixels of a resolution.</summary>
/// <param name="Resolution">The resolution.</param>
/// <param name="Pixels">True for each of them, [H, W].</param>
internal sealed record ActiveMask(Resolution Resolution, bool[] Pixels)
{
    /// <summary>Reads those of all resolutions that ran sparse.</summary>
    /// <param name="report">What the edit did.</param>
    /// <param name="read">That of the session, which has done nothing since.</param>
    public static IReadOnlyList<ActiveMask> ReadAll(RunReport report, ReadActivePixels read)
    {
        var masks = new List<ActiveMask>();
        foreach (ResolutionReport resolution in report.Resolutions.Where(resolution => resolution.Mode == StepMode.Sparse))
        {
            var pixels = new bool[resolution.Resolution.PixelCount];
            read(resolution.Resolution, pixels);
            masks.Add(new ActiveMask(resolution.Resolution, pixels));
        }

        return masks;
    }
}
