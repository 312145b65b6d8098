using Sige.Devices;
using Sige.DoubleHost.Sessions;

namespace Sige.DoubleHost.Checks;

/// <summary>A device that computes later, in memory of its own, gives the CPU's bits, whatever a session is asked for.</summary>
internal static class Bits
{
    public static string Check(string session, string network)
    {
        using var expected = (EditedGraph)EditedSession.Open(session, network, DeviceKind.Cpu);
        using var found = (EditedGraph)EditedSession.Open(session, network, DeviceKind.Cuda);
        int steps = 0;
        foreach (((string what, float[] a), (_, float[] b)) in expected.Story().Zip(found.Story()))
        {
            int at = a.AsSpan().CommonPrefixLength(b, BitsOf.Instance);
            CheckFailedException.Require(at == a.Length, $"{what}: [{at}] of {a.Length} is {b[Math.Min(at, a.Length - 1)]:R}, on the CPU {a[Math.Min(at, a.Length - 1)]:R}");
            steps++;
        }

        return $"{steps} outputs have the CPU's bits";
    }

    private sealed class BitsOf : IEqualityComparer<float>
    {
        public static BitsOf Instance { get; } = new();

        public bool Equals(float x, float y) => BitConverter.SingleToInt32Bits(x) == BitConverter.SingleToInt32Bits(y);

        public int GetHashCode(float value) => BitConverter.SingleToInt32Bits(value);
    }
}
