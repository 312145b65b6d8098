using NUnit.Framework;
using Sige.Diffusion;
using Sige.Models;
using Sige.Sessions;
using Sige.Tensors;

namespace Sige.Tests.Diffusion.StableDiffusion;

/// <summary>Painting a masked part anew, with a model that is told the mask and with one that is not.</summary>
[TestFixture(false)]
[TestFixture(true)]
internal sealed class InpaintSessionTests(bool forInpainting)
{
    private readonly SmallStableDiffusion _files = new(forInpainting);
    private readonly float[] _picture = Pictures.Smooth(SmallStableDiffusion.Size.W, phase: 0);
    private readonly byte[] _mask = Box(72, 88, 16, 14);
    private StableDiffusionModel _model = null!;

    [OneTimeSetUp]
    public void OpenModel() => _model = _files.Open();

    [OneTimeTearDown]
    public void CloseModel()
    {
        _model.Dispose();
        _files.Dispose();
    }

    [Test]
    public void OnlyTheMaskAndItsSoftEdgeChange()
    {
        using InpaintSession session = Open(Options());
        float[] before = Read(session);
        Assert.That(before, Is.EqualTo(_picture));

        DenoisingReport report = session.Paint();

        float[] after = Read(session);
        byte[] reached = Grow(_mask, Options().Feather);
        Assert.That(Enumerable.Range(0, after.Length).Where(i => reached[i / 3] == 0 && after[i] != before[i]), Is.Empty);
        Assert.That(Enumerable.Range(0, after.Length).Count(i => _mask[i / 3] != 0 && after[i] != before[i]), Is.GreaterThan(0.99 * 3 * _mask.Sum(value => value)));
        Assert.That(report.Steps.Select(step => step.Mode), Has.All.EqualTo(StepMode.Sparse));
        Assert.That(report.MultiplyAdds, Is.LessThan(0.9 * report.DenseMultiplyAdds));
        Assert.That(report.Decoding!.MultiplyAdds, Is.GreaterThan(0));
        Assert.That(report.ChangedPercent, Is.EqualTo(100.0 * 16 * 14 / (192 * 192)).Within(1e-6));
    }

    [Test]
    public void ItIsTheHandWrittenLoopOverFreshSessions([Values(0.5, 1)] double strength, [Values(1, 3)] double guidance, [Values] bool dense)
    {
        LatentEditOptions options = Options() with { Strength = strength, GuidanceScale = guidance, CachePrecision = CachePrecision.Float32 };
        using InpaintSession session = Open(options);
        if (dense)
            session.PaintDense(seed: 3);
        else
            session.Paint(seed: 3);

        var loop = new InpaintLoop(_model, options, session.Sampler, _picture, _mask);
        Assert.That(Read(session), Is.EqualTo(loop.Run(seed: 3, dense)).Within(1e-6));
    }

    [Test]
    public void ASeedIsAProposal()
    {
        using InpaintSession session = Open(Options());
        session.Paint(seed: 1);
        float[] first = Read(session);
        session.Paint(seed: 2);
        float[] second = Read(session);
        session.Paint(seed: 1);

        Assert.That(Read(session), Is.EqualTo(first));
        Assert.That(second, Is.Not.EqualTo(first));
        session.Revert();
        Assert.That(Read(session), Is.EqualTo(_picture));
        Assert.That(session.IsEdited, Is.False);
    }

    [Test]
    public void AMaskOfAllPixelsRunsWhole()
    {
        byte[] all = Box(0, 0, 192, 192);
        using InpaintSession session = InpaintSession.Open(_model, _picture, SmallStableDiffusion.Size, all, Options());
        DenoisingReport report = session.Paint();
        float[] painted = Read(session);
        session.PaintDense();

        Assert.That(painted, Is.EqualTo(Read(session)));
        Assert.That(report.Steps.Select(step => step.Reason), Has.All.Not.Null);
    }

    [Test]
    public void CancellationLeavesEverythingAsItWas()
    {
        using InpaintSession session = Open(Options());
        session.Paint(seed: 1);
        float[] first = Read(session);

        Canceller.CancelAt(0.6, (progress, token) => session.Paint(seed: 2, progress, token));
        Assert.That(Read(session), Is.EqualTo(first));
        Canceller.CancelAt(0.5, (progress, token) => session.SetPrompt("other", "", progress, token));
        Assert.That(Read(session), Is.EqualTo(first));
        Canceller.CancelAt(0.5, (progress, token) => session.Commit(progress, token));
        Assert.That(Read(session), Is.EqualTo(first));
        session.Paint(seed: 1);
        Assert.That(Read(session), Is.EqualTo(first));
        Canceller.CancelAt(0.4, (progress, token) => InpaintSession.Open(_model, _picture, SmallStableDiffusion.Size, _mask, Options(), progress, token));
    }

    [Test]
    public void AnotherPromptIsAnotherSession()
    {
        using InpaintSession session = Open(Options());
        session.Paint();
        float[] first = Read(session);

        DenoisingReport report = session.SetPrompt("sea", "b");
        session.Paint();
        float[] second = Read(session);

        using InpaintSession other = Open(Options() with { Prompt = "sea", NegativePrompt = "b" });
        other.Paint();
        Assert.That(second, Is.EqualTo(Read(other)).And.Not.EqualTo(first));
        Assert.That(report.Steps, Has.Count.EqualTo(session.Sampler.StepCount));
        Assert.That(report.MultiplyAdds, Is.EqualTo(report.DenseMultiplyAdds).Within(1).Percent, "keys and values of the prompt are computed once");
    }

    [Test]
    public void ACommittedResultIsTheNextOriginal()
    {
        using InpaintSession session = Open(Options());
        session.Paint(seed: 1);
        float[] result = Read(session);
        session.Commit();
        session.Paint(seed: 2);
        float[] next = Read(session);

        using InpaintSession other = InpaintSession.Open(_model, result, SmallStableDiffusion.Size, _mask, Options());
        other.Paint(seed: 2);

        Assert.That(next, Is.EqualTo(Read(other)), "a model for inpainting is told anew what is left of the picture");
        Assert.That(session.Commit(), Is.Not.Null);
        Assert.That(session.Commit(), Is.Null);
    }

    [Test]
    public void GuidanceOfOneRunsOneHalf()
    {
        using InpaintSession guided = Open(Options());
        using InpaintSession alone = Open(Options() with { GuidanceScale = 1 });

        Assert.That(alone.LastReport!.Steps[0].MultiplyAdds, Is.EqualTo(0.5 * guided.LastReport!.Steps[0].MultiplyAdds).Within(1).Percent);
        alone.Paint();
        Assert.That(Read(alone), Is.Not.EqualTo(_picture));
    }

    [TestCase(SamplerKind.Ddim)]
    [TestCase(SamplerKind.Plms)]
    [TestCase(SamplerKind.DpmSolverPlusPlus)]
    [TestCase(SamplerKind.Euler)]
    [TestCase(SamplerKind.EulerAncestral)]
    [TestCase(SamplerKind.Lcm)]
    public void EverySamplerPaints(SamplerKind kind)
    {
        using InpaintSession session = Open(Options() with { Sampler = kind, Strength = 0.7 });
        session.Paint();
        float[] first = Read(session);
        session.Paint();

        Assert.That(first, Is.EqualTo(Read(session)).And.Not.EqualTo(_picture));
        Assert.That(first, Has.All.Matches<float>(float.IsFinite));
    }

    [Test]
    public void WhatDoesNotFitIsRefused()
    {
        Assert.That(
            () => InpaintSession.Open(_model, new float[60 * 64 * 3], new Resolution(60, 64), Box(0, 0, 1, 1, new Resolution(60, 64))),
            Throws.ArgumentException.With.Message.Contains("multiples of 8").And.Message.Contains("60x64"));
        Assert.That(
            () => InpaintSession.Open(_model, _picture, SmallStableDiffusion.Size, new byte[192 * 192]), Throws.ArgumentException.With.Message.Contains("marks none"));
        Assert.That(() => InpaintSession.Open(_model, _picture, SmallStableDiffusion.Size, new byte[5]), Throws.ArgumentException.With.Message.Contains("mask of 192x192"));
        Assert.That(() => Open(Options() with { Strength = 0 }), Throws.ArgumentException.With.Message.Contains("strength is expected to be above 0"));
        Assert.That(() => Open(Options() with { GuidanceScale = 0.5 }), Throws.ArgumentException.With.Message.Contains("guidance scale"));
        Assert.That(() => Open(Options() with { Feather = 41 }), Throws.ArgumentException.With.Message.Contains("0 to 40 pixels"));
        Assert.That(() => Open(Options() with { Region = new PixelRegion(0, 0, 8, 8) }), Throws.ArgumentException.With.Message.Contains("hold the whole mask"));
    }

    /// <summary>A model for inpainting was told its mask; another paints any mask of its region.</summary>
    [Test]
    public void AnotherMaskIsPaintedInsideTheRegion()
    {
        using InpaintSession session = Open(Options() with { Region = new PixelRegion(64, 80, 40, 48) });
        byte[] other = Box(84, 100, 12, 12);
        if (forInpainting)
        {
            Assert.That(() => session.Paint(other), Throws.ArgumentException.With.Message.Contains("another session"));
            return;
        }

        session.Paint(other);
        float[] painted = Read(session);
        Assert.That(painted, Is.Not.EqualTo(_picture));
        Assert.That(() => session.Paint(Box(0, 0, 9, 9)), Throws.ArgumentException.With.Message.Contains("keeps only"));
        Assert.That(Read(session), Is.EqualTo(painted));
    }

    private static LatentEditOptions Options() => new() { Prompt = "a red door", Steps = 4, GuidanceScale = 3 };

    private InpaintSession Open(LatentEditOptions options) => InpaintSession.Open(_model, _picture, SmallStableDiffusion.Size, _mask, options);

    private static float[] Read(InpaintSession session)
    {
        var picture = new float[session.Size.PixelCount * 3];
        session.ReadPicture(picture);
        return picture;
    }

    private static byte[] Box(int y, int x, int rows, int columns, Resolution? size = null)
    {
        Resolution picture = size ?? SmallStableDiffusion.Size;
        var mask = new byte[picture.PixelCount];
        for (int row = y; row < y + rows; row++)
            mask.AsSpan(row * picture.W + x, columns).Fill(1);
        return mask;
    }

    private static byte[] Grow(byte[] mask, int pixels)
    {
        var grown = new byte[mask.Length];
        for (int y = 0; y < SmallStableDiffusion.Size.H; y++)
        {
            for (int x = 0; x < SmallStableDiffusion.Size.W; x++)
            {
                for (int dy = -pixels; dy <= pixels; dy++)
                    for (int dx = -pixels; dx <= pixels; dx++)
                        if (dx * dx + dy * dy <= pixels * pixels && y + dy is >= 0 and < 192 && x + dx is >= 0 and < 192 && mask[(y + dy) * 192 + x + dx] != 0)
                            grown[y * 192 + x] = 1;
            }
        }

        return grown;
    }
}
