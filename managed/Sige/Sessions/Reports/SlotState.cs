namespace Sige.Sessions;

/// <summary>What a slot of a <see cref="CachedSession"/> holds.</summary>
public enum SlotState
{
    /// <summary>Nothing is recorded.</summary>
    Empty,

    /// <summary>A recording in memory.</summary>
    InMemory,

    /// <summary>A recording in the spill file.</summary>
    Spilled,

    /// <summary>Something was recorded, but there was no room to keep it: edits run the network whole.</summary>
    NotStored,
}
