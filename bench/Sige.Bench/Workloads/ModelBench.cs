using Sige.Bench.Edits;
using Sige.Bench.Measuring;
using Sige.Bench.Peers;
using Sige.Sessions;

namespace Sige.Bench.Workloads;

/// <summary>Measures a model end to end.</summary>
internal sealed class ModelBench(ModelRig rig, int runs)
{
    private readonly List<RunReport> _reports = [];
    private readonly List<RunReport> _denseReports = [];
    private readonly List<RunReport> _movedReports = [];

    /// <summary>Reports of the edits that counted.</summary>
    public IReadOnlyList<RunReport> Reports => _reports;

    /// <summary>Reports of the dense runs that counted.</summary>
    public IReadOnlyList<RunReport> DenseReports => _denseReports;

    /// <summary>Measures dense runs, which take turns with the peer's, and edits.</summary>
    /// <param name="editPercent">Edited share of the picture, before dilation.</param>
    /// <param name="peer">The peer, or null for none.</param>
    /// <param name="peakRss">Peak memory in bytes, as another process measured it.</param>
    public ModelResult Run(double editPercent, PeerProcess? peer, long peakRss)
    {
        byte[] mask = EditArea.Mark(EditForm.Rectangle, rig.Scene.Size, editPercent);
        SessionInput[][] edits = rig.Scene.Edits(mask);
        double dense = rig.TimeDense(runs, [rig.Scene.Original, .. edits], report =>
        {
            _denseReports.Add(report);
            peer?.Sample();
        });
        double record = rig.TimeRecord(runs);
        double sparse = rig.TimeEdits(runs, mask, _reports.Add);
        double? moved = rig.TimeMoves(runs, mask, _movedReports.Add);
        double? changes = rig.TimeChanges(runs, mask);
        RunReport report = _reports[0];
        double psnr = rig.CompareEdit(mask);
        double? peerDense = peer?.Median();
        return new ModelResult(
            rig.Model,
            rig.Engine.Options.CpuQueue!.Threads,
            Machine.IsaOf(rig.Engine.Options.CpuQueue!),
            rig.Policy.ToString().ToLowerInvariant(),
            report.ChangedPercent,
            report.DenseMultiplyAdds,
            report.MultiplyAdds,
            report.BlockMultiplyAdds,
            Timing.Milliseconds(dense),
            Timing.Milliseconds(sparse),
            Timing.Milliseconds(record),
            peer?.Name,
            Timing.Milliseconds(peerDense),
            Math.Round(dense / sparse, 2),
            peerDense is null ? null : Math.Round(peerDense.Value / sparse, 2),
            double.IsFinite(psnr) ? Math.Round(psnr, 2) : null,
            Math.Round(peakRss / 1e6, 1))
        {
            Precision = rig.Precision.ToString().ToLowerInvariant(),
            Times = TimeShares.Of(_reports),
            CacheMbPerStep = rig.CacheBytes is { } bytes ? Math.Round(bytes / 1e6, 1) : null,
            MovedMs = Timing.Milliseconds(moved),
            MovedTimes = moved is null ? null : TimeShares.Of(_movedReports),
            SetChangesMs = Timing.Milliseconds(changes),
        };
    }
}
