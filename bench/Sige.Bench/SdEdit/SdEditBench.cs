using System.Diagnostics;
using Sige.Bench.Measuring;
using Sige.Diffusion;
using Sige.Sessions;

namespace Sige.Bench.SdEdit;

/// <summary>Measures whole edits: incremental, dense, and by crop-and-paste.</summary>
/// <param name="name">Name of the bench.</param>
/// <param name="scene">The network and the pictures.</param>
/// <param name="settings">What the bench was told.</param>
/// <param name="runs">Edits behind a median; dense ones are at most <see cref="MostDenseEdits"/>.</param>
internal sealed class SdEditBench(string name, SdEditScene scene, SdEditSettings settings, int runs)
{
    /// <summary>Dense edits take minutes and vary little: each is a median over its steps already.</summary>
    private const int MostDenseEdits = 3;

    /// <summary>The edit whose results are compared.</summary>
    private const int Compared = 0;

    private readonly int _denseEdits = Math.Min(runs, MostDenseEdits);

    /// <summary>What a person should know about the measured edits.</summary>
    public IReadOnlyList<string> Notices { get; private set; } = [];

    /// <summary>Opens a session and edits in it as often as its memory needs to reach its peak.</summary>
    public static void OpenAndEdit(SdEditScene scene)
    {
        using var rig = new SdEditRig(scene, scene.Options.Precision);
        for (int i = 0; i <= scene.Edits.Length; i++)
            rig.Edit(i);
    }

    /// <summary>Measures.</summary>
    /// <param name="peakRss">Peak memory in bytes, as another process measured it.</param>
    public SdEditResult Run(long peakRss)
    {
        using var rig = new SdEditRig(scene, settings.Precision);
        double first = rig.Edit(Compared);
        double edit = Median(runs, number => rig.Edit(number + 1));
        double dense = Median(_denseEdits, rig.EditDense);

        rig.EditDense(Compared);
        float[] reference = [.. rig.Picture];
        rig.Edit(Compared);
        var mask = new byte[scene.Mask.Length];
        rig.Session.ReadMask(mask);
        var psnr = new MaskedPsnr(reference, mask);
        DenoisingReport report = rig.Session.LastReport!;
        Notices = report.Notices;
        return new SdEditResult
        {
            Model = name,
            Threads = rig.Session.Engine.CpuQueue!.Threads,
            Isa = Machine.IsaOf(rig.Session.Engine.CpuQueue!),
            Policy = scene.Options.Session!.ActivePolicy.ToString().ToLowerInvariant(),
            Sampler = rig.Session.Sampler.Options.Kind.ToString(),
            Steps = rig.Session.Sampler.StepCount,
            StepsStored = report.Cache.Count(SlotState.InMemory) + report.Cache.Count(SlotState.Spilled),
            Cache = settings.Precision == CachePrecision.Float16 ? "fp16" : "fp32",
            EditPercent = report.ChangedPercent,
            DenoisedPercent = report.DenoisedPercent,
            MacsDense = report.DenseMultiplyAdds,
            MacsSparse = report.MultiplyAdds,
            OpenMs = Timing.Milliseconds(rig.OpenSeconds),
            FirstEditMs = Timing.Milliseconds(first),
            EditMs = Timing.Milliseconds(edit),
            DenseEditMs = Timing.Milliseconds(dense),
            SpeedupEndToEnd = Math.Round(dense / edit, 2),
            CacheMb = Megabytes(report.Cache.MemoryBytes),
            CacheMbPerStep = Megabytes(report.Cache.SlotBytes),
            PsnrDb = psnr.Whole(rig.Picture),
            PsnrInMaskDb = psnr.InMask(rig.Picture),
            PrecisionPsnrDb = settings.ComparePrecision ? ComparePrecision(rig) : null,
            PeakRssMb = Megabytes(peakRss),
            Crop = Crop(mask, psnr, dense),
        };
    }

    private static double Megabytes(long bytes) => Math.Round(bytes / 1e6, 1);

    private static double Median(int count, Func<int, double> time) =>
        Statistics.Median([.. Enumerable.Range(0, count).Select(time)]);

    /// <summary>Compares an edit from a float16 cache with one from a float32 cache; one of the two has run.</summary>
    private double? ComparePrecision(SdEditRig rig)
    {
        using var other = new SdEditRig(scene, settings.Precision == CachePrecision.Float16 ? CachePrecision.Float32 : CachePrecision.Float16);
        other.Edit(Compared);
        (float[] half, float[] full) = settings.Precision == CachePrecision.Float16 ? (rig.Picture, other.Picture) : (other.Picture, rig.Picture);
        return new MaskedPsnr(full, []).Whole(half);
    }

    private CropResult Crop(byte[] mask, MaskedPsnr psnr, double dense)
    {
        using var crop = new CropAndPaste(scene, mask, settings.Margin);
        float[] pasted = crop.Edit(scene.Edits[Compared]);
        double seconds = Median(_denseEdits, number =>
        {
            long start = Stopwatch.GetTimestamp();
            crop.Edit(scene.Edits[number % scene.Edits.Length]);
            return Stopwatch.GetElapsedTime(start).TotalSeconds;
        });
        return new CropResult(
            crop.Box.Width, settings.Margin, Timing.Milliseconds(seconds), Math.Round(dense / seconds, 2), psnr.Whole(pasted), psnr.InMask(pasted));
    }
}
