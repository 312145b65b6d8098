using Sige.Devices;
using Sige.Sessions;
using Sige.Tests.Sessions;

namespace Sige.DoubleHost.Checks;

/// <summary>An activation that passes float16 makes no picture: the output is refused, in words that say what to do, and float32 gives it.</summary>
internal static class StorageOverflow
{
    public static string Check(DeviceKind device)
    {
        CachedCase edited = CachedCase.Of("general");
        SessionInput[] recorded = edited.Recorded(0);
        SessionInput huge = new(recorded[0].Name, Array.ConvertAll(recorded[0].Floats.ToArray(), value => 1e6f * value));
        var output = new float[edited.Graph().Outputs[0].Value.Shape.ElementCount];
        using var engine = Engine.Open(device);
        using (var wide = new IncrementalSession(engine, edited.Graph(), edited.Session with { Precision = ComputePrecision.Float32 }))
        {
            wide.Record([huge]);
            wide.Outputs.Read(output);
            CheckFailedException.Require(Array.TrueForAll(output, float.IsFinite), "float32 is not finite either");
        }

        using var session = new IncrementalSession(engine, edited.Graph(), edited.Session);
        session.Record(recorded);
        session.Outputs.Read(output);
        float[] before = [.. output];
        session.Edit([huge]);
        string refusal = Refusal(() => session.Outputs.Read(output));
        CheckFailedException.Require(refusal.Contains("Precision Float16") && refusal.Contains("take Precision Float32"), refusal);
        session.Revert();
        session.Outputs.Read(output);
        CheckFailedException.Require(output.AsSpan().SequenceEqual(before), "the refused edit is not undone");
        return refusal;
    }

    private static string Refusal(Action read)
    {
        try
        {
            read();
        }
        catch (SigeException refused)
        {
            return refused.Message;
        }

        throw new CheckFailedException("an output that is not finite is read as if it were");
    }
}
