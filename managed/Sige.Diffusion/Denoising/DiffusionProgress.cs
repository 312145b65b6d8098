namespace Sige.Diffusion;

/// <summary>How far a session has come with what it does.</summary>
/// <param name="Activity">What it does.</param>
/// <param name="Step">The step that it is at, from 0; <paramref name="StepCount"/> at the end.</param>
/// <param name="StepCount">How many steps there are.</param>
/// <param name="Fraction">How much is done, 0 to 1, with the part of the step that has run.</param>
/// <param name="Elapsed">Time since the call.</param>
/// <param name="Remaining">Time that the rest will take at the same pace; null before anything is done.</param>
public readonly record struct DiffusionProgress(
    DiffusionActivity Activity, int Step, int StepCount, double Fraction, TimeSpan Elapsed, TimeSpan? Remaining);
