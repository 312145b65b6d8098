using Sige.Devices;
using Sige.DoubleHost.Sessions;

namespace Sige.DoubleHost.Checks;

/// <summary>On the CPU an edit that is no larger than an earlier one takes no memory, neither from the heap nor from the garbage collector.</summary>
internal static class Allocations
{
    private const int WarmUps = 3;

    public static string Check(string session, string network)
    {
        ulong before = CountingLibrary.Allocations;
        using EditedSession edited = EditedSession.Open(session, network, DeviceKind.Cpu);
        CheckFailedException.Require(CountingLibrary.Allocations > before + 10, "nothing is counted: a session was opened");
        for (int i = 0; i < WarmUps; i++)
        {
            edited.Edit(0);
            edited.ReadOutput();
        }

        var found = new List<string>();
        bool holds = true;
        for (int i = 0; i < edited.Edits; i++)
        {
            ulong native = CountingLibrary.Allocations;
            long managed = GC.GetAllocatedBytesForCurrentThread();
            edited.Edit(i);
            edited.ReadOutput();
            managed = GC.GetAllocatedBytesForCurrentThread() - managed;
            native = CountingLibrary.Allocations - native;
            holds &= managed == 0 && native == 0;
            found.Add($"edit {i}: {native} allocations, {managed} managed bytes");
        }

        string text = string.Join("\n", found);
        CheckFailedException.Require(holds, text);
        return text;
    }
}
