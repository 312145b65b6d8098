namespace Sige.Models;

/// <summary>How a kind of network is edited where its configuration does not say.</summary>
/// <param name="SparseFrom">The smallest size in pixels at which an edit computes active pixels only.</param>
/// <param name="MaskEpsilon">Differences of two pictures up to this do not count, on the scale of -1 to 1.</param>
/// <param name="MaskDilation">Pixels by which the difference of two pictures is dilated.</param>
internal readonly record struct EditDefaults(int SparseFrom, float MaskEpsilon, int MaskDilation)
{
    /// <summary>
    /// Those of the paper, but for the size of DDPM, 64 there: from 32 on its edits err no more than the reference's from 64 on, over three sets of
    /// weights, eight edits and two noise levels. Edits of Progressive Distillation then err 1.07 times as much in a mask of 3x3 pixels.
    /// </summary>
    public static EditDefaults Of(UNetKind kind) => kind switch
    {
        UNetKind.Ddpm => new EditDefaults(32, 0.01f, 5),
        UNetKind.ProgressiveDistillation => new EditDefaults(64, 0.02f, 2),
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "There is no such network."),
    };
}
