using Sige.Bench.Edits;
using Sige.Bench.Measuring;
using Sige.Bench.Output;
using Sige.Bench.Peers;
using Sige.Sessions;

namespace Sige.Bench.Workloads;

/// <summary>Measures a model end to end.</summary>
internal sealed class ModelBench(ModelRig rig, string model, int runs)
{
    private readonly List<RunReport> _reports = [];

    /// <summary>Reports of the edits that counted.</summary>
    public IReadOnlyList<RunReport> Reports => _reports;

    /// <summary>Measures dense runs, edits and the peer.</summary>
    /// <param name="editPercent">Edited share of the picture, before dilation.</param>
    /// <param name="peer">The peer, or null for none.</param>
    /// <param name="peakRss">Peak memory in bytes, as another process measured it.</param>
    public ModelResult Run(double editPercent, ModelPeer? peer, long peakRss)
    {
        SessionInput[][] edits = rig.Scene.Edits(EditArea.Mark(EditForm.Rectangle, rig.Scene.Size, editPercent));
        (double dense, double record) = rig.TimeDense(runs, [rig.Scene.Original, .. edits]);
        double sparse = rig.TimeEdits(runs, edits, _reports.Add);
        RunReport report = _reports[0];
        double psnr = rig.CompareEdit(edits[0]);
        rig.Queue.Synchronize();
        double? peerDense = peer?.TimeDense(runs, edits);
        return new ModelResult(
            model,
            rig.Queue.Options.Threads,
            Machine.IsaOf(rig.Queue),
            rig.Policy.ToString().ToLowerInvariant(),
            report.ChangedPercent,
            report.DenseMultiplyAdds,
            report.MultiplyAdds,
            report.BlockMultiplyAdds,
            Milliseconds(dense),
            Milliseconds(sparse),
            Milliseconds(record),
            peer is null ? null : ModelPeer.Name,
            peerDense is null ? null : Milliseconds(peerDense.Value),
            Math.Round(dense / sparse, 2),
            peerDense is null ? null : Math.Round(peerDense.Value / sparse, 2),
            double.IsFinite(psnr) ? Math.Round(psnr, 2) : null,
            Math.Round(peakRss / 1e6, 1));
    }

    private static double Milliseconds(double seconds) => Math.Round(seconds * 1e3, 3);
}
