namespace Sige.Sessions;

/// <summary>What a session does before its steps.</summary>
internal enum RunPart
{
    /// <inheritdoc cref="RunTimes.Undo"/>
    Undo,

    /// <inheritdoc cref="RunTimes.Difference"/>
    Difference,

    /// <inheritdoc cref="RunTimes.Masks"/>
    Masks,

    /// <inheritdoc cref="RunTimes.Upload"/>
    Upload,
}
