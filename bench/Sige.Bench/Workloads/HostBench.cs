using Sige.Bench.Edits;
using Sige.Bench.Measuring;
using Sige.Devices;
using Sige.Sessions;

namespace Sige.Bench.Workloads;

/// <summary>What the host does of edits that a device computes later than it is told to: the time until all of an edit is handed in.</summary>
internal static class HostBench
{
    private const double EditPercent = 1.2;

    /// <summary>Measures a model's edits.</summary>
    /// <param name="model">The model.</param>
    /// <param name="device">A device that computes later.</param>
    /// <param name="runs">Edits behind each median.</param>
    public static HostFigure Run(BenchModel model, EngineOptions device, int runs)
    {
        using Engine engine = Engine.Open(device);
        using ModelSession session = model.Open(engine, model.SessionOptions with { Precision = ComputePrecision.Float16 });
        var output = new float[model.BuildGraph().Outputs.Single().Value.Shape.ElementCount];
        byte[] mask = EditArea.Mark(EditForm.Rectangle, model.Scene.Size, EditPercent);
        session.Record(model.Scene.Original);
        session.SetChanges(mask);
        double same = Median(model.Scene.Edits(mask));
        double? moved = session.TakesChanges ? null : Median([model.Scene.Edits(mask)[0], model.Scene.Edits(EditArea.Move(mask, model.Scene.Size))[0]]);
        return new HostFigure(model.Name, Timing.Milliseconds(same), Timing.Milliseconds(moved));

        // What the device does is waited for outside of the time.
        double Median(SessionInput[][] edits)
        {
            int number = Timing.WarmUp(edits.Length, Edit);
            var samples = new double[runs];
            for (int i = 0; i < runs; i++)
            {
                samples[i] = Timing.Once(() => session.Edit(edits[(number + i) % edits.Length]));
                session.ReadOutput(output);
            }

            return Statistics.Median(samples);

            void Edit(int run)
            {
                session.Edit(edits[run % edits.Length]);
                session.ReadOutput(output);
            }
        }
    }
}
