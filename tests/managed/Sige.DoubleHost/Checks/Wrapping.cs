using Sige.Devices;
using Sige.Sessions;
using Sige.Tests.Sessions;

namespace Sige.DoubleHost.Checks;

/// <summary>A session in a context and on a stream of the program's own: the same bits, and both are left to the program.</summary>
internal static class Wrapping
{
    public static string Check(string session, string network)
    {
        if (session != "incremental")
            throw new ArgumentException($"'{session}' runs on no stream of the program's.");
        CachedCase edited = CachedCase.Of(network);
        float[] own;
        using (var engine = Engine.Open(DeviceKind.Cuda))
            own = Run(engine, edited);
        float[] lent;
        ulong left;
        using (var program = new CudaProgram())
        {
            using (var engine = Engine.Wrap(DeviceKind.Cuda, program.Context, program.Stream))
                lent = Run(engine, edited);
            DriverCounts counts = CudaDouble.Counts;
            left = counts.Contexts + counts.Streams;
            CheckFailedException.Require(counts is { Contexts: 1, Streams: 1, Modules: 0, Allocations: 0 }, $"{counts.Contexts} contexts, {counts.Streams} streams, {counts.Modules} modules and {counts.Allocations} allocations are left");
        }

        CheckFailedException.Require(own.AsSpan().SequenceEqual(lent), "other bits in the program's context");
        return $"{own.Length} values are the same, and the program's {left} handles are left to it";
    }

    private static float[] Run(Engine engine, CachedCase edited)
    {
        using var session = new IncrementalSession(engine, edited.Graph(), edited.Session);
        session.Record(edited.Recorded(0));
        session.Edit(edited.Edited(0, edited.Mask((8, 16, 4, 4))));
        var output = new float[edited.Graph().Outputs[0].Value.Shape.ElementCount];
        session.Outputs.Read(output);
        return output;
    }
}
