using NUnit.Framework;
using Sige.Diffusion;
using Sige.Models;
using Sige.Sessions;
using Sige.Tensors;

namespace Sige.Tests.Diffusion.StableDiffusion;

/// <summary>Strokes on a picture, made real: encoder, U-Net and decoder run where they reach.</summary>
internal sealed class ImageToImageSessionTests
{
    private readonly SmallStableDiffusion _files = new();
    private readonly float[] _original = Pictures.Smooth(SmallStableDiffusion.Size.W, phase: 0);
    private StableDiffusionModel _model = null!;

    private float[] First => Pictures.Paint(_original, 192, 72, 88, 16, 14, value: 0.8f);

    private float[] Second => Pictures.Paint(_original, 192, 120, 12, 16, 16, value: -0.7f);

    [OneTimeSetUp]
    public void OpenModel() => _model = _files.Open();

    [OneTimeTearDown]
    public void CloseModel()
    {
        _model.Dispose();
        _files.Dispose();
    }

    [Test]
    public void EditsDoNotDependOnThoseBefore()
    {
        using ImageToImageSession session = Open(Options());
        session.Edit(Second);
        float[] expected = Read(session);

        DenoisingReport report = session.Edit(First);
        session.Edit(Second);

        Assert.That(Read(session), Is.EqualTo(expected));
        Assert.That(report.Steps, Has.Count.EqualTo(3).And.All.Property("Mode").EqualTo(StepMode.Sparse));
        Assert.That(report.Encoding!.MultiplyAdds, Is.LessThan(report.Encoding.DenseMultiplyAdds));
        Assert.That(report.MultiplyAdds, Is.EqualTo(report.Steps.Sum(step => step.MultiplyAdds) + report.Encoding.MultiplyAdds + report.Decoding!.MultiplyAdds));
    }

    /// <summary>One step, of which the untrained network leaves half of the change as it should be.</summary>
    [Test]
    public void ItIsNearerToTheWholeRunThanTheOriginalIs()
    {
        using ImageToImageSession session = Open(Options() with { Strength = 0.25 });
        session.Edit(First);
        float[] sparse = Read(session);
        session.EditDense(First);
        float[] dense = Read(session);

        double error = Difference.RootMeanSquare(sparse, dense), change = Difference.RootMeanSquare(_original, dense);
        TestContext.Out.WriteLine($"error {error:g3} of a change of {change:g3}");
        Assert.That(error, Is.LessThan(0.7 * change));
    }

    [Test]
    public void NothingEditedIsTheOriginal()
    {
        using ImageToImageSession session = Open(Options());
        DenoisingReport report = session.Edit(_original);

        Assert.That(Read(session), Is.EqualTo(_original));
        Assert.That((report.Steps.Count, report.MultiplyAdds, report.ChangedPercent), Is.EqualTo((0, 0L, 0.0)));
        Assert.That(session.Commit(), Is.Null);
    }

    /// <summary>Wider from network to network: the picture's edit, the latent's dilated one, and the decoder's reach around it.</summary>
    [Test]
    public void ActivePixelsOfEncoderAndDecoderAreThoseOfTheirReports()
    {
        using ImageToImageSession session = Open(Options());
        Assert.Throws<InvalidOperationException>(() => session.ReadDecodedPixels(SmallStableDiffusion.Size, new bool[SmallStableDiffusion.Size.PixelCount]));
        DenoisingReport report = session.Edit(First);

        int encoded = Count(session.ReadEncodedPixels), decoded = Count(session.ReadDecodedPixels);
        Assert.That(encoded, Is.EqualTo(ActivePixels(report.Encoding!)));
        Assert.That(decoded, Is.EqualTo(ActivePixels(report.Decoding!)));
        Assert.That((decoded > encoded, encoded > 16 * 14), Is.EqualTo((true, true)));

        static int ActivePixels(RunReport run) => (int)run.Resolutions.Single(row => row.Resolution == SmallStableDiffusion.Size).ActivePixels;
        static int Count(ReadPixels read)
        {
            var pixels = new bool[SmallStableDiffusion.Size.PixelCount];
            read(SmallStableDiffusion.Size, pixels);
            return pixels.Count(pixel => pixel);
        }
    }

    private delegate void ReadPixels(Resolution resolution, Span<bool> destination);

    [Test]
    public void AMaskSaysWhatIsEdited()
    {
        using ImageToImageSession session = Open(Options());
        float[] everywhere = [.. First.Select((value, i) => value + (i % 3 == 0 ? 0.02f : 0))];
        byte[] mask = Pictures.Changed(_original, First, 0);
        session.Edit(everywhere, mask);
        float[] masked = Read(session);
        var read = new byte[mask.Length];
        session.ReadMask(read);

        Assert.That(read, Is.EqualTo(mask));
        Assert.That(Difference.RootMeanSquare(masked[..3000], _original[..3000]), Is.Zero);
        using ImageToImageSession deaf = Open(Options() with { EditThreshold = 12 });
        Assert.That(deaf.Edit([.. _original.Select(value => value + 0.05f)]).ChangedPercent, Is.Zero);
    }

    [Test]
    public void ACommittedEditIsASessionOnItsResult()
    {
        using ImageToImageSession session = Open(Options());
        session.Edit(First);
        float[] result = Read(session);
        session.Commit();
        float[] second = Pictures.Paint(result, 192, 120, 12, 16, 16, value: -0.7f);
        session.Edit(second);

        using ImageToImageSession other = ImageToImageSession.Open(_model, result, SmallStableDiffusion.Size, Options());
        other.Edit(second);
        Assert.That(Read(session), Is.EqualTo(Read(other)));
    }

    [Test]
    public void ACancelledCommitLeavesTheFormerOriginal()
    {
        using ImageToImageSession session = Open(Options());
        session.Edit(Second);
        float[] second = Read(session);
        session.Edit(First);
        float[] first = Read(session);

        Canceller.CancelAt(0.5, (progress, token) => session.Commit(progress, token));

        Assert.That(Read(session), Is.EqualTo(first));
        session.Edit(Second);
        Assert.That(Read(session), Is.EqualTo(second));
    }

    [Test]
    public void CallsFromAProgressAreRefused()
    {
        using ImageToImageSession session = Open(Options());
        Exception? refusal = null;
        session.Edit(First, new Reentering(() => session.Revert(), fault => refusal = fault));

        Assert.That(refusal, Is.TypeOf<InvalidOperationException>().With.Message.Contains("ImageToImageSession.Revert was called while Edit runs"));
        Assert.That(() => session.Edit(new float[5]), Throws.ArgumentException.With.Message.Contains("192x192 pixels with 3 channels"));
        Assert.That(() => session.Edit(First, new byte[5]), Throws.ArgumentException.With.Message.Contains("mask of 192x192"));
    }

    [Test]
    public void AModelForInpaintingIsRefused()
    {
        using var files = new SmallStableDiffusion(forInpainting: true);
        using StableDiffusionModel model = files.Open();

        Assert.That(
            () => ImageToImageSession.Open(model, _original, SmallStableDiffusion.Size, Options()),
            Throws.ArgumentException.With.Message.Contains("read 4 channels but reads 9"));
    }

    /// <summary>Steps past the budget run whole; nothing else is different.</summary>
    [Test]
    public void WithoutABudgetStepsRunWhole()
    {
        using ImageToImageSession session = Open(Options() with { BudgetBytes = 0 });
        DenoisingReport report = session.Edit(First);

        Assert.That(report.Steps.Select(step => step.Mode), Has.All.EqualTo(StepMode.Dense));
        Assert.That(report.Decoding!.MultiplyAdds, Is.LessThan(report.Decoding.DenseMultiplyAdds));
    }

    private static LatentEditOptions Options() => new() { Prompt = "hills", Steps = 4, GuidanceScale = 2, CachePrecision = CachePrecision.Float32 };

    private ImageToImageSession Open(LatentEditOptions options) => ImageToImageSession.Open(_model, _original, SmallStableDiffusion.Size, options);

    private static float[] Read(ImageToImageSession session)
    {
        var picture = new float[session.Size.PixelCount * 3];
        session.ReadPicture(picture);
        return picture;
    }

    private sealed class Reentering(Action call, Action<Exception> refused) : IProgress<DiffusionProgress>
    {
        public void Report(DiffusionProgress value)
        {
            try
            {
                call();
            }
            catch (InvalidOperationException fault)
            {
                refused(fault);
            }
        }
    }
}
