using Sige.Devices;
using Sige.DoubleHost.Sessions;

namespace Sige.DoubleHost.Checks;

/// <summary>A device with kernels of its own gives the CPU's values but for rounding, and the same bits when asked again.</summary>
internal static class Values
{
    public static string Check(DeviceKind device, string session, string network)
    {
        using var expected = (EditedGraph)EditedSession.Open(session, network, DeviceKind.Cpu);
        using var found = (EditedGraph)EditedSession.Open(session, network, device);
        float tolerance = Tolerance(session), largest = 0;
        int steps = 0;
        foreach (((string what, float[] a), (_, float[] b)) in expected.Story().Zip(found.Story()))
        {
            float scale = a.Max(Math.Abs), error = a.Zip(b, (x, y) => Math.Abs(x - y)).Max() / scale;
            CheckFailedException.Require(error <= tolerance, $"{what}: off by {error:g3} of the largest value, {scale:g3}");
            largest = Math.Max(largest, error);
            steps++;
        }

        return $"{steps} outputs are within {largest:g3} of the CPU's";
    }

    /// <summary>
    /// Of an output's largest value. A chain of some thirty layers in float32 ends within some 1e-5 of another order of sums; caches in
    /// float16 round at 5e-4. Factors in float16 round at 5e-4 in each layer, which sums as the root of their number, and activations that are kept as
    /// float16 round once more; the largest of ten thousand errors was 13 times their root mean square.
    /// </summary>
    private static float Tolerance(string session) => session switch
    {
        "incremental" or "cached-float32" => 1e-4f,
        "cached" or "cached-spilled" => 2e-3f,
        _ => 1.1e-2f,
    };
}
