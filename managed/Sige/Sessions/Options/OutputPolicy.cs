namespace Sige.Sessions;

/// <summary>Which pixels of its output an edit computes at a sparse resolution.</summary>
/// <remarks>
/// Either way the last layers see statistics of the edited tensor, whatever <see cref="NormPolicy"/> says of the others, and a last
/// convolution goes one kernel's radius beyond the active pixels.
/// </remarks>
public enum OutputPolicy
{
    /// <summary>
    /// All that differ: where a last normalisation takes other statistics than recorded, that is the whole picture. The reference
    /// implementation runs its last layers so.
    /// </summary>
    Changed,

    /// <summary>The active ones: for callers that look at no others, such as the steps of SDEdit.</summary>
    Active,
}
