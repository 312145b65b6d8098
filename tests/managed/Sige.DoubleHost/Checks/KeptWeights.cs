using Sige.Devices;
using Sige.Sessions;
using Sige.Tests.Sessions;

namespace Sige.DoubleHost.Checks;

/// <summary>
/// A session in float16 on CUDA keeps rounded weights within its budget, and as many as were predicted: none for 0, and by default all that save
/// time. Runs give what those give that round weights as they go.
/// </summary>
internal static class KeptWeights
{
    // Of the largest value: kept weights are cheaper to read, so another tile may be chosen, which sums in another order.
    private const float Tolerance = 2e-3f;

    public static string Check(string network)
    {
        CachedCase edited = CachedCase.Of(network);
        using var engine = Engine.Open(DeviceKind.Cuda);
        (MemoryReport none, float[] expected) = Edit(engine, edited, 0);
        CheckFailedException.Require(none.KeptWeights == 0, $"{none.KeptWeights} bytes are kept where none may be");
        (MemoryReport all, float[] found) = Edit(engine, edited, null);
        (MemoryReport most, _) = Edit(engine, edited, 100);
        CheckFailedException.Require(all.KeptWeights == most.KeptWeights, $"{all.KeptWeights} bytes are kept by default where {most.KeptWeights} save time");
        foreach (double budget in (double[])[0.1, 0.2])
        {
            (MemoryReport some, _) = Edit(engine, edited, budget);
            CheckFailedException.Require(
                some.KeptWeights > 0 && some.KeptWeights <= budget * all.Weights && some.KeptWeights < all.KeptWeights,
                $"{some.KeptWeights} bytes are kept where {budget} of {all.Weights} may be, and {all.KeptWeights} by default");
        }

        float error = expected.Zip(found, (x, y) => Math.Abs(x - y)).Max() / expected.Max(Math.Abs);
        CheckFailedException.Require(error <= Tolerance, $"kept weights move the output by {error:g3} of its largest value");
        return $"{all.KeptWeights} bytes are kept beside {all.Weights}";
    }

    private static (MemoryReport Memory, float[] Output) Edit(Engine engine, CachedCase edited, double? budget)
    {
        CachedSessionOptions options = new() { Session = edited.Session with { KeptWeightsBudget = budget } };
        byte[] mask = edited.Mask((8, 16, 4, 4));
        using var session = new CachedSession(engine, edited.Graph(), slots: 1, options);
        session.Record(0, edited.Recorded(0));
        session.SetChanges(mask);
        session.Edit(0, edited.Edited(0, mask));
        long predicted = CachedSession.Predict(edited.Graph(), slots: 1, options, engine.Options).Memory.KeptWeights;
        CheckFailedException.Require(session.Memory.KeptWeights == predicted, $"{session.Memory.KeptWeights} bytes are kept where {predicted} were predicted");
        var output = new float[edited.Graph().Outputs[0].Value.Shape.ElementCount];
        session.Outputs.Read(output);
        return (session.Memory, output);
    }
}
