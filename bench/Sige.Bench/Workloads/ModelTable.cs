using Sige.Bench.Measuring;
using Sige.Bench.Output;
using Sige.Sessions;
using Spectre.Console;
using static Sige.Bench.Output.Figures;

namespace Sige.Bench.Workloads;

/// <summary>Lays a model's figures out for people.</summary>
internal static class ModelTable
{
    /// <summary>Writes the figures.</summary>
    public static void Write(BenchOutput output, ModelResult result, Machine machine, RunReport report)
    {
        var table = new Table().Title(new TableTitle(result.Model)).Border(TableBorder.Simple).HideHeaders();
        table.AddColumn("").AddColumn(new TableColumn("").RightAligned()).AddColumn("");
        void Row(string name, string value, string note = "") => table.AddRow(name, value, Markup.Escape(note));
        Row("edit", $"{Format(result.EditPercent, "0.000")} %", $"{result.Policy}, {result.Precision}");
        Row("multiply-adds, dense", Giga(result.MacsDense), "G");
        Row("multiply-adds, edit", Giga(result.MacsSparse), "G");
        Row("  with 4x4 blocks", Giga(result.MacsSparseBlocks), "G, as the paper counts");
        Row("dense run", Format(result.DenseMs, "0.0"), $"ms, {Rate(result.MacsDense, result.DenseMs, machine)}");
        Row("  recording alone", Format(result.RecordMs, "0.0"), "ms");
        Row("edit", Format(result.SparseMs, "0.00"), $"ms, {Rate(result.MacsSparse, result.SparseMs, machine)}");
        AddParts(result.Times);
        if (result.MovedMs is { } moved)
        {
            Row("edit of other pixels than the one before", Format(moved, "0.00"), "ms");
            AddParts(result.MovedTimes!);
        }

        if (result.SetChangesMs is { } changes)
            Row("  masks and tables, once for all steps", Format(changes, "0.00"), "ms");
        if (result.PeerDenseMs is { } peer)
            Row("peer, dense", Format(peer, "0.0"), $"ms, {Rate(result.MacsDense, peer, machine)}; {result.Peer}");
        Row("edit over our dense", Format(result.SpeedupVsDense, "0.0"), "x");
        if (result.PeerDenseMs is { } other)
        {
            Row("edit over the peer", Format(result.SpeedupVsPeer, "0.0"), "x");
            Row("our dense relative to the peer", Format(result.DenseMs / other, "0.00"));
        }

        Row("PSNR, edit against dense", Format(result.PsnrDb, "0.0"), result.PsnrDb is null ? "equal" : "dB");
        if (result.CacheMbPerStep is { } cache)
            Row("cache of a step", Format(cache, "0.0"), "MB");
        Row("peak memory", Format(result.PeakRssMb, "0"), "MB resident, without the peer");
        Row("  of that the session's", Format(report.Memory.Total / 1e6, "0"), "MB");
        output.People.Write(table);
        foreach (string notice in report.Notices)
            output.WriteLine(notice);

        void AddParts(TimeShares times)
        {
            foreach ((string part, double milliseconds) in Parts(times))
                Row($"  {part}", Format(milliseconds, "0.00"), "ms");
            Row("  outside the network's operators", Format(times.AroundPercent, "0.0"), "%, with statistics");
        }
    }

    private static (string Part, double Milliseconds)[] Parts(TimeShares times) =>
    [
        ("convolutions", times.Convolutions),
        ("other operators", times.Operators),
        ("statistics", times.Statistics),
        ("old pixels kept, cached ones loaded", times.Keeping),
        ("undo of the edit before", times.Undo),
        ("difference", times.Difference),
        ("masks, active sets and tables", times.Masks),
        ("upload", times.Upload),
        ("calls between steps", times.Calls),
    ];

    private static string Rate(long multiplyAdds, double milliseconds, Machine machine)
    {
        double gflops = 2e-6 * multiplyAdds / milliseconds;
        return FormattableString.Invariant($"{gflops:0} GFLOP/s, {100 * gflops / machine.PeakGflops:0} % of peak");
    }
}
