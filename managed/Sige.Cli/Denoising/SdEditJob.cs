using Sige.Cli.Files;
using Sige.Cli.Output;
using Sige.Cli.Pages;
using Sige.Devices;
using Sige.Diffusion;
using Sige.Imaging;
using Sige.Models;

namespace Sige.Cli.Denoising;

/// <summary>The work of <c>sige edit sdedit</c>: one session, its edits in order.</summary>
/// <param name="Network">The network, with its weight file open.</param>
/// <param name="Options">How the session runs.</param>
/// <param name="Original">The picture that is recorded.</param>
/// <param name="Edits">The edited pictures, each with the file that its result goes to.</param>
/// <param name="ComparesDense">Whether each edit also runs by dense steps.</param>
/// <param name="ComparesPrecision">Whether a session in another precision than float32 is followed by one in float32, to tell how far apart they are.</param>
/// <param name="Commits">Whether each edit's result becomes the original of the next.</param>
internal sealed record SdEditJob(
    DiffusionUNet Network,
    SdEditOptions Options,
    SdEditPicture Original,
    IReadOnlyList<(SdEditPicture Picture, string Out)> Edits,
    bool ComparesDense,
    bool ComparesPrecision,
    bool Commits)
{
    /// <summary>Differences of pictures up to this do not count.</summary>
    public float Epsilon => Options.SessionFor(Network).Masks.Epsilon;

    /// <summary>Finds faults of the edits that need no session.</summary>
    public void Check()
    {
        foreach ((SdEditPicture edited, _) in Commits ? Edits.Take(1) : Edits)
            edited.CheckInside(Original.Values, Epsilon, Options.Region);
    }

    private ComputePrecision Precision => Options.SessionFor(Network).PrecisionOn(Options.Engine.Kind);

    /// <summary>Records the original, then denoises the edits and writes each result as it is there.</summary>
    public SdEditResult Run(ProgressBoard board, CancellationToken cancellationToken)
    {
        SdEditResult result = RunEdits(board, cancellationToken);
        return ComparesPrecision && Precision != ComputePrecision.Float32
            ? result with { Precision = PrecisionSummary.Of(Precision, result.Edits.Select(edit => edit.Values).Zip(RunInFloat32(board, cancellationToken))) }
            : result;
    }

    private SdEditResult RunEdits(ProgressBoard board, CancellationToken cancellationToken)
    {
        using SdEditSession session = SdEditSession.Open(Network, Original.Values, Options, board.Add("Original, recorded"), cancellationToken);
        DenoisingReport recording = session.LastReport!;
        var done = new List<DenoisedEdit>();
        while (done.Count < Edits.Count)
            done.Add(Denoise(session, done.Count, board, cancellationToken));
        return new SdEditResult(Network, Options, session.Engine, recording, done, session.LastReport!, PrecisionSummary.Of(Precision));
    }

    private List<float[]> RunInFloat32(ProgressBoard board, CancellationToken cancellationToken)
    {
        SdEditOptions options = Options with { Session = Options.SessionFor(Network) with { Precision = ComputePrecision.Float32 } };
        using SdEditSession session = SdEditSession.Open(Network, Original.Values, options, board.Add("Original in fp32, to compare"), cancellationToken);
        var pictures = new List<float[]>();
        foreach ((SdEditPicture edited, _) in Edits)
        {
            if (Commits && pictures.Count > 0)
                session.Commit(null, cancellationToken);
            Edit(session, edited, board.Add($"{Path.GetFileName(edited.Path)} in fp32, to compare"), cancellationToken);
            pictures.Add(Read(session));
        }

        return pictures;
    }

    private static DenoisingReport Edit(SdEditSession session, SdEditPicture edited, IProgress<DiffusionProgress>? progress, CancellationToken cancellationToken) =>
        edited.Mask is null
            ? session.Edit(edited.Values, progress, cancellationToken)
            : session.Edit(edited.Values, edited.Mask, progress, cancellationToken);

    private DenoisedEdit Denoise(SdEditSession session, int index, ProgressBoard board, CancellationToken cancellationToken)
    {
        (SdEditPicture edited, string output) = Edits[index];
        string name = Path.GetFileName(edited.Path);
        if (Commits && index > 0)
            edited.CheckInside(Read(session), Epsilon, Options.Region);
        float[] original = index == 0 || !Commits ? Original.Values : Read(session);
        (float[] Values, TimeSpan Time)? dense = null;
        if (ComparesDense)
        {
            ProgressBar bar = board.Add($"{name}, dense, to compare");
            DenoisingReport whole = edited.Mask is null
                ? session.EditDense(edited.Values, bar, cancellationToken)
                : session.EditDense(edited.Values, edited.Mask, bar, cancellationToken);
            dense = (Read(session), whole.Time);
        }

        ProgressBar progress = board.Add($"{name}, incremental");
        DenoisingReport report = Edit(session, edited, progress, cancellationToken);
        float[] values = Read(session);
        ShownRun[] runs = [.. ShownRun.Of("", DenoisedEdit.ShownOf(report), session.ReadActivePixels)];
        DenoisingReport? commit = Commits && index < Edits.Count - 1 ? session.Commit(board.Add($"{name}, committed"), cancellationToken) : null;
        OutputFile.Save(RgbImage.FromGenerator(values, edited.Size, edited.Size), output);
        return new DenoisedEdit(
            edited.Path, output, report, dense is { } other ? DenseSummary.Of(other, (values, report.Time), session.Size) : null, commit)
        { Values = values, DenseValues = dense?.Values, Original = original, Input = edited.Values, Runs = runs };
    }

    private static float[] Read(SdEditSession session)
    {
        var values = new float[session.Size.PixelCount * RgbImage.Channels];
        session.ReadPicture(values);
        return values;
    }
}
