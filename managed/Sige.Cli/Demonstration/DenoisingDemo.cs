using Sige.Cli.Output;
using Sige.Cli.CommandLine;
using Sige.Devices;
using Sige.Diffusion;
using Sige.Imaging;
using Sige.Models;
using Sige.Sessions;
using Sige.Tensors;
using Sige.Weights;

namespace Sige.Cli.Demonstration;

/// <summary>An edit of the second page, denoised both ways.</summary>
/// <param name="Figures">Its figures.</param>
/// <param name="Edited">The edited picture that goes in.</param>
/// <param name="Dense">What dense steps make of it.</param>
/// <param name="Incremental">What sparse steps make of it.</param>
/// <param name="Denoised">The pixels that are denoised, [H, W].</param>
internal sealed record DenoisingDemoEdit(DemoFigures Figures, RgbImage Edited, RgbImage Dense, RgbImage Incremental, bool[] Denoised);

/// <summary>The demo's second page: SDEdit from open to edit, on rough strokes over a small street scene.</summary>
/// <param name="Edits">The edits.</param>
/// <param name="Sampler">The sampler and its numbers.</param>
/// <param name="OpenTime">Time to record the original at all steps.</param>
/// <param name="Cache">What the session keeps.</param>
/// <param name="Engine">The device, and how it ran.</param>
/// <param name="Policy">What the edits recomputed.</param>
internal sealed record DenoisingDemo(
    IReadOnlyList<DenoisingDemoEdit> Edits, SamplerSummary Sampler, TimeSpan OpenTime, CacheReport Cache, EngineOptions Engine, ActivePolicy Policy)
{
    /// <summary>The rough strokes, in the order of the demo.</summary>
    public static readonly IReadOnlyList<string> EditNames = ["house", "car", "tree", "sign"];

    /// <summary>Where strokes get their bricks, edges and leaves and keep their place; the network was trained below 600 of 1000.</summary>
    private const int NoiseLevel = 330;

    private const int Steps = 30;

    /// <summary>How often each dense edit is timed: it is 30 runs of the network already.</summary>
    public const int DenseRuns = 1;

    /// <summary>How often each edit is timed.</summary>
    public const int EditRuns = 3;

    /// <summary>Opens a picture once, then denoises each edit of it.</summary>
    /// <param name="original">The small picture.</param>
    /// <param name="engine">The device, and how it runs.</param>
    /// <param name="settings">What the session does beside the network's own choices.</param>
    /// <param name="board">Shows how far the runs have come.</param>
    /// <param name="cancellationToken">Ends the runs.</param>
    public static DenoisingDemo Run(
        RgbImage original, EngineOptions engine, SessionSettings settings, ProgressBoard board, CancellationToken cancellationToken)
    {
        using WeightCollection weights = WeightFile.Open(DemoScenes.DenoiserPath);
        DiffusionUNet network = DiffusionUNet.Load(weights, UNetConfiguration.Resolve(null, weights));
        var options = new SdEditOptions
        {
            Sampler = new SamplerOptions(SamplerKind.Ddim) { NoiseLevel = NoiseLevel, Steps = Steps },
            Session = settings.Over(network.SessionOptions),
            Engine = engine,
        };
        IReadOnlyList<(string Name, RgbImage Picture)> edits = [.. EditNames.Select(name => (name, DemoScenes.LoadPicture(name)))];
        ProgressBar recording = board.Add("Original, recorded");
        ProgressBar dense = board.Add("Edits, dense, to compare").Of(DenseRuns * edits.Count);
        ProgressBar sparse = board.Add("Edits, incremental").Of(EditRuns * edits.Count);
        using SdEditSession session = SdEditSession.Open(network, PixelValues.FromBytes(original.Pixels), options, recording, cancellationToken);
        DenoisingReport open = session.LastReport!;
        return new DenoisingDemo(
            [.. edits.Select(edit => Denoise(session, edit.Name, edit.Picture, (dense, sparse), cancellationToken))],
            SamplerSummary.Of(options),
            open.Time,
            session.Cache,
            session.Engine,
            options.Session.ActivePolicy);
    }

    private static DenoisingDemoEdit Denoise(
        SdEditSession session, string name, RgbImage picture, (ProgressBar Dense, ProgressBar Sparse) bars, CancellationToken cancellationToken)
    {
        float[] edited = PixelValues.FromBytes(picture.Pixels);
        (DenoisingReport dense, TimeSpan denseTime) = DemoFigures.Time(DenseRuns, () => session.EditDense(edited, bars.Dense, cancellationToken).Report, report => report.Time);
        float[] denseValues = Read(session);
        (DenoisingReport edit, TimeSpan editTime) = DemoFigures.Time(EditRuns, () => session.Edit(edited, bars.Sparse, cancellationToken).Report, report => report.Time);
        float[] values = Read(session);
        var mask = new byte[picture.Width * picture.Height];
        session.ReadMask(mask);
        double psnr = ImageComparison.Between(denseValues, values).Psnr;
        return new DenoisingDemoEdit(
            new DemoFigures(name, edit.ChangedPercent, dense.MultiplyAdds, edit.MultiplyAdds, denseTime, editTime, psnr),
            picture,
            ToImage(session, denseValues),
            ToImage(session, values),
            [.. mask.Select(pixel => pixel != 0)]);
    }

    private static float[] Read(SdEditSession session)
    {
        var values = new float[session.Size.PixelCount * RgbImage.Channels];
        session.ReadPicture(values);
        return values;
    }

    private static RgbImage ToImage(SdEditSession session, float[] values) => RgbImage.FromGenerator(values, session.Size.H, session.Size.W);
}
