using System.Diagnostics;
using Sige.Bench.Commands;
using Sige.Bench.Measuring;
using Sige.Bench.SdEdit;
using Sige.Diffusion;

namespace Sige.Bench.Inpaint;

/// <summary>Measures painting a mask anew: sparse, whole, and by crop-and-stitch.</summary>
/// <param name="scene">The networks and the picture.</param>
/// <param name="common">How the engine runs.</param>
/// <param name="margin">Pixels around the mask that crop-and-stitch takes along.</param>
internal sealed class InpaintBench(InpaintScene scene, BenchSettings common, int margin)
{
    /// <summary>The seed whose pictures are compared.</summary>
    private const ulong Compared = 1;

    /// <summary>What a person should know about the measured edits.</summary>
    public IReadOnlyList<string> Notices { get; private set; } = [];

    /// <summary>Measures.</summary>
    public InpaintResult Run()
    {
        var picture = new float[scene.Picture.Length];
        long start = Stopwatch.GetTimestamp();
        using InpaintSession session = InpaintSession.Open(scene.Model, scene.Picture, InpaintScene.Size, scene.Mask, scene.Options);
        double open = Stopwatch.GetElapsedTime(start).TotalSeconds;
        double first = Time(() => session.Paint(Compared));
        double edit = Statistics.Median([.. Enumerable.Range(0, common.Runs).Select(run => Time(() => session.Paint(Compared + 1 + (ulong)run)))]);
        DenoisingReport report = session.LastReport!;
        Notices = report.Notices;
        double peak = PeakBytes();
        session.Paint(Compared);
        session.ReadPicture(picture);
        double dense = Time(() => session.PaintDense(Compared));
        var reference = new float[picture.Length];
        session.ReadPicture(reference);
        var psnr = new MaskedPsnr(reference, scene.Mask);
        var result = new InpaintResult
        {
            Model = InpaintTable.Name,
            Threads = session.Engine.CpuQueue!.Threads,
            Isa = Machine.IsaOf(session.Engine.CpuQueue!),
            Precision = common.Precision.ToString(),
            Weights = common.Weights.ToString(),
            Steps = session.Sampler.StepCount,
            EditPercent = report.ChangedPercent,
            MacsDense = report.DenseMultiplyAdds,
            MacsSparse = report.MultiplyAdds,
            OpenMs = Timing.Milliseconds(open),
            FirstEditMs = Timing.Milliseconds(first),
            EditMs = Timing.Milliseconds(edit),
            DecoderMs = Timing.Milliseconds(report.Decoding!.Time.TotalSeconds),
            DenseEditMs = Timing.Milliseconds(dense),
            SpeedupEndToEnd = Math.Round(dense / edit, 2),
            CacheMbPerStep = Megabytes(report.Cache.SlotBytes),
            SessionMb = Megabytes(session.Memory.Total),
            PeakRssMb = Megabytes(peak),
            PsnrInMaskDb = psnr.InMask(picture),
            CropSide = 0,
            CropMs = 0,
            CropPsnrInMaskDb = null,
        };
        session.Dispose();
        return Crop(result, psnr);
    }

    private InpaintResult Crop(InpaintResult result, MaskedPsnr psnr)
    {
        using var crop = new CropAndStitch(scene, margin);
        float[] stitched = [];
        double seconds = Time(() => stitched = crop.Paint(Compared));
        return result with { CropSide = crop.Box.Width, CropMs = Timing.Milliseconds(seconds), CropPsnrInMaskDb = psnr.InMask(stitched) };
    }

    private static double Time(Action action)
    {
        long start = Stopwatch.GetTimestamp();
        action();
        return Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    private static double PeakBytes()
    {
        using var process = Process.GetCurrentProcess();
        return process.PeakWorkingSet64;
    }

    private static double Megabytes(double bytes) => Math.Round(bytes / 1e6, 1);
}
