namespace Sige.Sessions;

/// <summary>How much of a step's output a run computed.</summary>
public enum StepMode
{
    /// <summary>Nothing: nothing that it reads has changed, or its resolution has no active pixel.</summary>
    Skipped,

    /// <summary>The active pixels.</summary>
    Sparse,

    /// <summary>All pixels.</summary>
    Dense,
}
