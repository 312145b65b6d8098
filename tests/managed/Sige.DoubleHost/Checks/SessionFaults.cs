using Sige.Devices;
using Sige.DoubleHost.Sessions;
using Sige.Tests.Sessions;

namespace Sige.DoubleHost.Checks;

/// <summary>
/// A call of the driver that fails once ends the call of a session that makes it, and nothing else: made again, whether it is the making of the session, its
/// recording, an edit, a revert or a read, it gives the bits of a session that met no fault. Where work failed that had been handed in before, the session says
/// that it holds nothing any more, and another one on the same device gives them. Of a device that is lost, each call says so.
/// </summary>
internal static class SessionFaults
{
    // Where faults come: early and late alike, until an nth call is one too many.
    private static readonly ulong[] Places = [1, 2, 3, 4, 5, 6, 8, 13, 21, 34, 55, 89, 144, 233, 377, 610];

    public static string Check(DeviceKind device, string network)
    {
        var scene = new FaultyScene(device, CachedCase.Of(network));
        int met = 0;
        foreach (Fault fault in Fault.Of(device))
        {
            foreach (ulong place in Places)
            {
                if (!(fault.LosesDevice ? scene.Lose(fault, place) : scene.Repeat(fault, place)))
                    break;
                met++;
            }
        }

        return $"{met} faults were met";
    }
}
