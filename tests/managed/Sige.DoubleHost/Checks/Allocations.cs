using Sige.Devices;
using Sige.DoubleHost.Sessions;

namespace Sige.DoubleHost.Checks;

/// <summary>On the CPU an edit whose changes are set takes nothing from the heap if it is no larger than an earlier one.</summary>
internal static class Allocations
{
    private const int WarmUps = 3;

    public static string Check(string session, string network)
    {
        ulong before = CountingLibrary.Allocations;
        using EditedSession edited = EditedSession.Open(session, network, DeviceKind.Cpu);
        CheckFailedException.Require(CountingLibrary.Allocations > before, "nothing is counted, though a session was opened");
        for (int i = 0; i < WarmUps; i++)
            EditAndRead(edited, 0);
        var found = new List<string>();
        bool holds = true;
        int counted = 0;
        for (int i = 0; i < edited.Edits; i++)
        {
            ulong native = CountingLibrary.Allocations;
            EditAndRead(edited, i);
            native = CountingLibrary.Allocations - native;
            if (edited.FindsChanges(i))
                continue;
            holds &= native == 0;
            counted++;
            found.Add($"edit {i}: {native} allocations");
        }

        string text = string.Join("\n", found);
        CheckFailedException.Require(holds && counted > 0, text);
        return text;
    }

    private static void EditAndRead(EditedSession edited, int edit)
    {
        edited.Edit(edit);
        edited.ReadOutput();
    }
}
