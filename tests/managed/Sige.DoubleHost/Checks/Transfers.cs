using Sige.Devices;
using Sige.DoubleHost.Sessions;

namespace Sige.DoubleHost.Checks;

/// <summary>An edit uploads once, and waits once: when its output is read.</summary>
internal static class Transfers
{
    public static string Check(string session, string network)
    {
        using EditedSession edited = EditedSession.Open(session, network, DeviceKind.Cuda);
        edited.Edit(0);
        edited.ReadOutput();
        var found = new List<string>();
        bool holds = true;
        for (int i = 0; i < edited.Edits; i++)
        {
            CountingLibrary.Reset();
            edited.Edit(i);
            Counts made = CountingLibrary.Counts;
            edited.ReadOutput();
            Counts read = CountingLibrary.Counts;
            holds &= made is { Uploads: 1, UploadedBytes: > 0, Synchronisations: 0, Operators: 0 };
            holds &= read is { Uploads: 1, Synchronisations: 1, Operators: > 0 } && read.UploadedBytes == made.UploadedBytes;
            found.Add($"edit {i}: {made.Uploads} uploads of {made.UploadedBytes} bytes, {made.Synchronisations} synchronisations before the read, "
                + $"{read.Uploads} and {read.Synchronisations} after it, {made.Operators} of {read.Operators} operators before it");
        }

        string text = string.Join("\n", found);
        CheckFailedException.Require(holds, text);
        return text;
    }
}
