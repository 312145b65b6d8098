using Sige.Tensors;

namespace Sige.Sessions;

/// <summary>What a run did at one resolution.</summary>
/// <param name="Resolution">The resolution.</param>
/// <param name="Mode">How its steps ran.</param>
/// <param name="ActivePixels">Active pixels of one image; all of them where the mode is dense.</param>
/// <param name="BlockPixels">Pixels that the paper's 4x4 blocks would cover.</param>
public readonly record struct ResolutionReport(Resolution Resolution, StepMode Mode, long ActivePixels, long BlockPixels);
