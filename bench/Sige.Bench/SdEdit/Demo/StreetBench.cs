using System.Diagnostics;
using Sige.Bench.Measuring;
using Sige.Devices;
using Sige.Diffusion;
using Sige.Models;
using Sige.Sessions;
using Sige.Tensors;
using Sige.Weights;

namespace Sige.Bench.SdEdit;

/// <summary>
/// Denoises edits of street pictures with the demo's trained network, by sparse steps and by crop-and-paste, and compares each with the
/// same edit denoised by dense steps.
/// </summary>
/// <param name="weights">The network's weights; they stay open as long as the bench runs.</param>
/// <param name="sampler">The sampler and its numbers.</param>
/// <param name="threads">Threads of the engine.</param>
/// <param name="runs">Edits behind a median.</param>
internal sealed class StreetBench(WeightCollection weights, SamplerOptions sampler, int threads, int runs)
{
    /// <summary>Pixels around the denoised ones that crop-and-paste takes along, at least.</summary>
    public static readonly IReadOnlyList<int> Margins = [8, 24];

    /// <summary>DDIM without added noise, 20 steps from noise level 400 of 1000: high enough that strokes get bricks and leaves.</summary>
    public static readonly SamplerOptions DefaultSampler = new(SamplerKind.Ddim) { NoiseLevel = 400, Steps = 20 };

    private static readonly (NormPolicy Norms, ActivePolicy Active)[] Policies =
    [
        (NormPolicy.Recorded, ActivePolicy.Tiles), (NormPolicy.Recorded, ActivePolicy.Pixels),
        (NormPolicy.Exact, ActivePolicy.Tiles), (NormPolicy.Exact, ActivePolicy.Pixels),
    ];

    private readonly UNetConfiguration _configuration = StreetFiles.ReadConfiguration();

    /// <summary>Measures the edits of a picture by all methods, dense first.</summary>
    public IReadOnlyList<StreetFigure> Run(StreetScene scene)
    {
        float[] original = PixelValues.FromBytes(scene.Original.Pixels);
        float[][] edits = [.. scene.Edits.Select(edit => PixelValues.FromBytes(edit.Picture.Pixels))];
        DenseEdit[] dense = RunDense(scene, original, edits);
        return
        [
            .. dense.Select(edit => edit.Figure("dense", null, edit.Picture, edit.MultiplyAdds, edit.Seconds)),
            .. Policies.SelectMany(policy => RunSparse(policy.Norms, policy.Active, original, edits, dense)),
            .. Margins.SelectMany(margin => dense.Select((edit, i) => RunCrop(margin, original, edits[i], edit))),
        ];
    }

    private DenseEdit[] RunDense(StreetScene scene, float[] original, float[][] edits)
    {
        using SdEditRig rig = Open(original, edits, OptionsOf(NormPolicy.Recorded, ActivePolicy.Tiles) with { BudgetBytes = 0 });
        rig.EditDense(0);
        return [.. scene.Edits.Select((edit, number) =>
        {
            double seconds = Median(() => rig.EditDense(number));
            DenoisingReport report = rig.Session.LastReport!;
            var mask = new byte[rig.Session.Size.PixelCount];
            rig.Session.ReadMask(mask);
            return new DenseEdit(scene.Name, edit, report.ChangedPercent, [.. rig.Picture], mask, report.MultiplyAdds, seconds);
        })];
    }

    private IEnumerable<StreetFigure> RunSparse(NormPolicy norms, ActivePolicy active, float[] original, float[][] edits, DenseEdit[] dense)
    {
        using SdEditRig rig = Open(original, edits, OptionsOf(norms, active));
        rig.Edit(0);
        for (int i = 0; i < dense.Length; i++)
        {
            double seconds = Median(() => rig.Edit(i));
            yield return dense[i].Figure(
                $"sparse, {active.ToString().ToLowerInvariant()}, {norms.ToString().ToLowerInvariant()} statistics",
                null,
                rig.Picture,
                rig.Session.LastReport!.MultiplyAdds,
                seconds);
        }
    }

    private StreetFigure RunCrop(int margin, float[] original, float[] edited, DenseEdit dense)
    {
        SdEditOptions options = OptionsOf(NormPolicy.Recorded, ActivePolicy.Tiles);
        using var crop = new CropAndPaste(new CropSource(_configuration, Load, original, options), dense.Mask, margin);
        float[] picture = crop.Edit(edited);
        double seconds = Median(() =>
        {
            long start = Stopwatch.GetTimestamp();
            crop.Edit(edited);
            return Stopwatch.GetElapsedTime(start).TotalSeconds;
        });
        return dense.Figure($"crop and paste, margin {margin}", crop.Box.Width, picture, crop.MultiplyAdds, seconds);
    }

    private SdEditRig Open(float[] original, float[][] edits, SdEditOptions options) => new(Load(_configuration), original, edits, options);

    private DiffusionUNet Load(UNetConfiguration configuration) => DiffusionUNet.Load(weights, configuration);

    private SdEditOptions OptionsOf(NormPolicy norms, ActivePolicy active) => new()
    {
        Sampler = sampler,
        Session = Load(_configuration).SessionOptions with { NormPolicy = norms, ActivePolicy = active },
        Engine = new EngineOptions { Queue = new CpuQueueOptions(threads) },
    };

    private double Median(Func<double> time) => Statistics.Median([.. Enumerable.Range(0, runs).Select(_ => time())]);

    /// <summary>What all methods are compared with.</summary>
    private sealed record DenseEdit(string Scene, StreetEdit Edit, double Percent, float[] Picture, byte[] Mask, long MultiplyAdds, double Seconds)
    {
        public StreetFigure Figure(string method, int? side, float[] picture, long multiplyAdds, double seconds)
        {
            var psnr = new MaskedPsnr(Picture, Mask);
            return new StreetFigure(
                Scene,
                Edit.Name,
                Edit.Kind,
                Math.Round(Percent, 2),
                method,
                side,
                psnr.InMask(picture),
                psnr.Whole(picture),
                Math.Round((double)multiplyAdds / MultiplyAdds, 4),
                Timing.Milliseconds(seconds),
                Math.Round(seconds / Seconds, 4));
        }
    }
}
