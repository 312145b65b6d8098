namespace Sige.Sessions;

/// <summary>Which slots are held in memory, in the spill file, or not at all: the first ones in memory, as far as the budget goes.</summary>
/// <param name="Slots">How many there are.</param>
/// <param name="InMemory">The first so many are held in memory.</param>
/// <param name="Spilled">The next so many are in the file.</param>
internal readonly record struct SlotPlacement(int Slots, int InMemory, int Spilled)
{
    public int NotStored => Slots - InMemory - Spilled;

    /// <summary>Shares the slots out.</summary>
    public static SlotPlacement Of(int slots, long slotBytes, CachedSessionOptions options)
    {
        int inMemory = options.BudgetBytes is { } budget ? (int)Math.Min(slots, budget / Math.Max(1, slotBytes)) : slots;
        return new SlotPlacement(slots, inMemory, options.SpillDirectory is null ? 0 : slots - inMemory);
    }

    /// <summary>What a slot is once it is recorded.</summary>
    public SlotState StateOf(int slot) =>
        slot < InMemory ? SlotState.InMemory : slot < InMemory + Spilled ? SlotState.Spilled : SlotState.NotStored;
}
