using Sige.Cli.CommandLine;
using Sige.Cli.Files;
using Sige.Cli.Output;
using Sige.Cli.Pages;
using Sige.Diffusion;
using Sige.Imaging;
using Sige.Models;
using Sige.Sessions;

namespace Sige.Cli.Denoising;

/// <summary>The work of <c>sige edit sd</c>: one session, its edits in order.</summary>
/// <param name="Model">The networks, with their files open.</param>
/// <param name="Options">How the session paints.</param>
/// <param name="Frame">The part of the picture that is painted.</param>
/// <param name="Source">The whole picture.</param>
/// <param name="Mask">The pixels that are painted anew; null where edits bring pictures.</param>
/// <param name="Edits">The edits.</param>
/// <param name="ComparesDense">Whether each edit also runs whole.</param>
internal sealed record LatentJob(
    StableDiffusionModel Model, LatentEditOptions Options, LatentPicture Frame, RgbImage Source, byte[]? Mask, IReadOnlyList<LatentEdit> Edits, bool ComparesDense)
{
    /// <summary>The part of the picture that is painted, [H, W, 3], -1 to 1.</summary>
    public float[] Original { get; } = Frame.Frame.Take(Source).ToGenerator();

    /// <summary>Says what the session would take and do; nothing is allocated or run.</summary>
    public LatentPrediction Predict() => Mask is null
        ? LatentPrediction.OfImageToImage(Model, Frame.Size, Options)
        : LatentPrediction.OfInpainting(Model, Frame.Size, Mask, Options);

    /// <summary>The pixels of an edit, [H, W], 0 or 1.</summary>
    public byte[] ChangesOf(LatentEdit edit)
    {
        if ((edit.Mask ?? Mask) is { } known)
            return known;
        var changed = new byte[Frame.Size.PixelCount];
        ImageToImageSession.FindChanges(Original, edit.Values, Options, changed);
        return changed;
    }

    /// <summary>Checks before the work that each edit stays inside the region that is kept.</summary>
    /// <exception cref="CommandException">A pixel outside is edited.</exception>
    public void CheckEdits()
    {
        if (Options.Region is not { } kept)
            return;
        foreach (LatentEdit edit in Edits)
        {
            if (PixelRegion.Around(ChangesOf(edit), Frame.Size) is { } box && !kept.Contains(box))
            {
                throw new CommandException(
                    $"{edit.Name}: expected to be edited inside --region {kept.X},{kept.Y},{kept.Width},{kept.Height} alone, but is from {box.X},{box.Y} to {box.EndX - 1},{box.EndY - 1}: "
                    + "edit inside the region, give a larger one, or leave --region out.");
            }
        }
    }

    /// <summary>Records the original, then does the edits and writes each result as it is there.</summary>
    public LatentResult Run(ProgressBoard board, CancellationToken cancellationToken)
    {
        using StableDiffusionSession session = LatentPainter.Open(Model, Original, Frame.Size, Mask, Options, board.Add("Original, recorded"), cancellationToken);
        DenoisingReport recording = session.LastReport!;
        var done = new List<DenoisedEdit>();
        foreach (LatentEdit edit in Edits)
            done.Add(Do(session, edit, board, cancellationToken));
        return new LatentResult(this, session.Sampler, session.Engine, recording, done);
    }

    private DenoisedEdit Do(StableDiffusionSession session, LatentEdit edit, ProgressBoard board, CancellationToken cancellationToken)
    {
        string name = Edits.Count > 1 ? Path.GetFileName(edit.Out) : Path.GetFileName(edit.Name);
        (float[] Values, TimeSpan Time)? dense = null;
        if (ComparesDense)
        {
            DenoisingReport whole = LatentPainter.Edit(session, edit, dense: true, board.Add($"{name}, dense, to compare"), cancellationToken);
            dense = (LatentPainter.Read(session), whole.Time);
        }

        DenoisingReport report = LatentPainter.Edit(session, edit, dense: false, board.Add($"{name}, incremental"), cancellationToken);
        float[] values = LatentPainter.Read(session);
        ShownRun[] runs =
        [
            .. ShownRun.Of("encoder", report.Encoding, session.ReadEncodedPixels),
            .. ShownRun.Of("U-Net", DenoisedEdit.ShownOf(report), session.ReadActivePixels),
            .. ShownRun.Of("decoder", report.Decoding, session.ReadDecodedPixels),
        ];
        OutputFile.Save(Frame.Frame.PutBack(Source, RgbImage.FromGenerator(values, Frame.Size.H, Frame.Size.W)), edit.Out);
        return new DenoisedEdit(
            edit.Name, edit.Out, report, dense is { } other ? DenseSummary.Of(other, (values, report.Time), Frame.Size) : null, Commit: null)
        { Values = values, DenseValues = dense?.Values, Original = Original, Input = edit.Picture is null ? ShowMask() : edit.Values, Runs = runs };
    }

    /// <summary>The original with a hole where it is painted anew.</summary>
    private float[] ShowMask() => [.. Original.Select((value, i) => Mask![i / RgbImage.Channels] == 0 ? value : 0)];
}
