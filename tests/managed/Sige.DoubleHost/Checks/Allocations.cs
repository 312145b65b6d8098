using Sige.Devices;
using Sige.DoubleHost.Sessions;

namespace Sige.DoubleHost.Checks;

/// <summary>On the CPU an edit that is no larger than an earlier one takes nothing from either heap, from finding its changes to the read output.</summary>
internal static class Allocations
{
    private const int WarmUps = 3;

    public static string Check(string session, string network)
    {
        ulong before = CountingLibrary.Allocations;
        // The runtime allocates where it comes to code for the first time: another session has been everywhere before.
        using (EditedSession other = EditedSession.Open(session, network, DeviceKind.Cpu))
        {
            for (int i = 0; i < other.Edits; i++)
                EditAndRead(other, i);
        }

        CheckFailedException.Require(CountingLibrary.Allocations > before, "nothing is counted, though a session was opened");
        using EditedSession edited = EditedSession.Open(session, network, DeviceKind.Cpu);
        for (int i = 0; i < WarmUps; i++)
            EditAndRead(edited, 0);
        var found = new List<string>();
        bool holds = true;
        for (int i = 0; i < edited.Edits; i++)
        {
            ulong blocks = CountingLibrary.Allocations;
            long bytes = GC.GetAllocatedBytesForCurrentThread();
            EditAndRead(edited, i);
            bytes = GC.GetAllocatedBytesForCurrentThread() - bytes;
            blocks = CountingLibrary.Allocations - blocks;
            holds &= blocks == 0 && bytes == 0;
            found.Add($"edit {i}: {blocks} native blocks, {bytes} managed bytes");
        }

        string text = string.Join("\n", found);
        CheckFailedException.Require(holds, text);
        return text;
    }

    private static void EditAndRead(EditedSession edited, int edit)
    {
        edited.Edit(edit);
        edited.ReadOutput();
    }
}
