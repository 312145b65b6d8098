using Sige.Devices;
using Sige.Lowering;

namespace Sige.Sessions;

/// <summary>A step as the present run has it.</summary>
/// <param name="Index">Its place in the plan.</param>
/// <param name="Runner">What runs it.</param>
/// <param name="Mode">How much of it the run computes.</param>
/// <param name="Active">The pixels that it computes; null for all, or none if it is skipped.</param>
/// <param name="Level">Its resolution.</param>
internal readonly record struct StepRun(int Index, StepRunner Runner, StepMode Mode, ActiveSet? Active, PlanLevel Level)
{
    /// <summary>How many pixels of one image it computes where <see cref="Active"/> says which.</summary>
    public int ActivePixels => Active!.Counts.Pixels;
}

/// <summary>Runs a step, or what belongs to it.</summary>
internal delegate void StepAction(in StepRun step);
