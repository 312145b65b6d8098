namespace Sige.Sessions;

/// <summary>How far a run has come.</summary>
/// <param name="Completed">Steps done.</param>
/// <param name="Total">Steps of the plan.</param>
public readonly record struct RunProgress(int Completed, int Total);
