using NUnit.Framework;
using Sige.Devices;
using Sige.Diffusion;
using Sige.Models;
using Sige.Sessions;
using Sige.Weights;

namespace Sige.Tests.Diffusion;

/// <summary>SDEdit sessions over the small U-Nets of the recordings, from first step to last.</summary>
[TestFixture(UNetKind.Ddpm)]
[TestFixture(UNetKind.ProgressiveDistillation)]
internal sealed class SdEditNetworkTests(UNetKind kind)
{
    private readonly WeightCollection _weights = WeightFile.Open(SmallUNets.Weights(kind));
    private readonly float[] _original = Pictures.Smooth(SmallUNets.Size, phase: 0);

    private float[] First => Pictures.Paint(_original, SmallUNets.Size, 20, 24, 7, 9, value: 0.8f);

    private float[] Second => Pictures.Paint(_original, SmallUNets.Size, 41, 6, 10, 8, value: -0.7f);

    private DiffusionUNet _model = null!;

    [OneTimeSetUp]
    public void LoadModel() => _model = SmallUNets.Load(kind, _weights);

    [OneTimeTearDown]
    public void CloseWeights() => _weights.Dispose();

    [Test]
    public void AnEditIsTheHandWrittenLoopOverFreshSessions()
    {
        using SdEditSession session = Open(Options());
        session.Edit(First);

        Assert.That(Read(session), Is.EqualTo(HandWrittenLoop(session.Sampler, First)));
    }

    [Test]
    public void EditsDoNotDependOnThoseBefore()
    {
        using SdEditSession session = Open(Options());
        session.Edit(Second);
        float[] expected = Read(session);

        DenoisingReport report = session.Edit(First);
        session.Edit(Second);

        Assert.That(Read(session), Is.EqualTo(expected));
        Assert.That(report.Steps, Has.All.Property("Mode").EqualTo(StepMode.Sparse));
        Assert.That(report.MultiplyAdds, Is.LessThan(0.7 * report.DenseMultiplyAdds));
    }

    [Test]
    public void ACommittedEditIsASessionOnItsResultBitForBit()
    {
        using SdEditSession session = Open(Options(CachePrecision.Float16));
        session.Edit(First);
        float[] result = Read(session);
        session.Commit();
        session.Edit(Second);

        using SdEditSession other = SdEditSession.Open(_model, result, Options(CachePrecision.Float16));
        other.Edit(Second);

        Assert.That(Read(session), Is.EqualTo(Read(other)));
    }

    [Test]
    public void CancellationLeavesEverythingAsItWas()
    {
        using SdEditSession session = Open(Options());
        session.Edit(Second);
        float[] second = Read(session);
        session.Edit(First);
        float[] first = Read(session);

        Canceller.CancelAt(0.6, (progress, token) => session.Edit(Second, progress, token));
        Assert.That(Read(session), Is.EqualTo(first));
        Canceller.CancelAt(0.5, (progress, token) => session.Commit(progress, token));
        Assert.That(Read(session), Is.EqualTo(first));
        session.Edit(Second);
        Assert.That(Read(session), Is.EqualTo(second));

        session.Edit(First);
        session.Commit();
        session.Edit(Second);
        using SdEditSession other = SdEditSession.Open(_model, first, Options());
        other.Edit(Second);
        Assert.That(Read(session), Is.EqualTo(Read(other)));
    }

    [Test]
    public void ACancelledOpeningThrows() =>
        Canceller.CancelAt(0.4, (progress, token) => SdEditSession.Open(_model, _original, Options(), progress, token));

    [Test]
    public void RevertGivesTheOriginalBack()
    {
        using SdEditSession session = Open(Options());
        float[] before = Read(session);
        session.Edit(First);

        session.Revert();

        Assert.That(Read(session), Is.EqualTo(before));
        Assert.That(Difference.Maximum(before, _original), Is.LessThan(3e-4));
    }

    [Test]
    public void AFloat16CacheGivesNearlyTheSamePicture()
    {
        float[] wide = EditOnce(Options(), First);
        float[] narrow = EditOnce(Options(CachePrecision.Float16), First);

        double psnr = Decibels(narrow, wide);
        Assert.That(wide.Count(value => Math.Abs(value) == 1), Is.LessThan(250), "clipped values hide errors, and 669 are denoised at least");
        TestContext.Out.WriteLine($"float16 against float32: {psnr:0.0} dB");
        Assert.That(psnr, Is.GreaterThanOrEqualTo(50));
    }

    [Test]
    public void SpilledStepsGiveTheSamePicture()
    {
        string folder = Directory.CreateTempSubdirectory().FullName;
        try
        {
            long slot = SlotBytes();
            using SdEditSession session = Open(Options() with { BudgetBytes = 2 * slot + slot / 2, SpillDirectory = folder });
            session.Edit(First);

            Assert.That(session.Cache.Count(SlotState.Spilled), Is.EqualTo(session.Sampler.StepCount - 2));
            Assert.That(Read(session), Is.EqualTo(EditOnce(Options(), First)));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Test]
    public void StepsPastTheBudgetRunDenseAndTheReportSaysWhich()
    {
        long slot = SlotBytes();
        using SdEditSession session = Open(Options() with { BudgetBytes = 2 * slot + slot / 2 });

        DenoisingReport report = session.Edit(First);

        Assert.That(report.Steps.Where(step => step.Mode == StepMode.Sparse).Select(step => step.Step), Is.EqualTo(new[] { 0, 1 }));
        Assert.That(report.Steps.Skip(2).Select(step => step.Reason), Has.All.Contains("not stored"));
    }

    [Test]
    public void WithoutABudgetAnEditIsTheDenseRun()
    {
        using SdEditSession session = Open(Options() with { BudgetBytes = 0 });
        session.Edit(First);
        float[] edited = Read(session);

        session.EditDense(First);

        Assert.That(edited, Is.EqualTo(Read(session)));
    }

    [Test]
    public void AnEditOfAllPixelsIsTheDenseRun()
    {
        float[] edited = Pictures.Smooth(SmallUNets.Size, phase: 2);
        using SdEditSession session = Open(Options());
        DenoisingReport report = session.Edit(edited);
        float[] sparse = Read(session);

        session.EditDense(edited);

        Assert.That(sparse, Is.EqualTo(Read(session)));
        Assert.That(report.Steps.Select(step => step.Reason), Has.All.Not.Null);
    }

    [TestCase(0, 0)]
    [TestCase(0, SmallUNets.Size - 1)]
    [TestCase(SmallUNets.Size - 1, 0)]
    [TestCase(SmallUNets.Size - 1, SmallUNets.Size - 1)]
    public void ACornerPixelChangesNothingOutsideItsMask(int y, int x)
    {
        using SdEditSession session = Open(Options());
        float[] before = Read(session);
        var mask = new byte[SmallUNets.Size * SmallUNets.Size];

        session.Edit(Pictures.Paint(_original, SmallUNets.Size, y, x, 1, 1, value: 0.9f));

        float[] after = Read(session);
        session.ReadMask(mask);
        Assert.That(mask.Sum(value => value), Is.EqualTo(1 + 2 * _model.SessionOptions.Masks.FirstDilation));
        Assert.That(Enumerable.Range(0, after.Length).Where(i => mask[i / 3] == 0 && after[i] != before[i]), Is.Empty);
        Assert.That(after, Is.Not.EqualTo(before));
    }

    /// <summary>With a region nothing is recomputed.</summary>
    [Test]
    public void ARegionKeepsLessAndGivesTheSamePicture()
    {
        float[] corner = Pictures.Paint(_original, SmallUNets.Size, 2, 1, 4, 5, value: 0.8f);
        using SdEditSession session = Open(Options() with { Region = new PixelRegion(1, 0, 6, 7) });
        session.Edit(corner);

        Assert.That(Read(session), Is.EqualTo(EditOnce(Options() with { RecomputesCheapTensors = false }, corner)));
        Assert.That(session.Cache.SlotBytes, Is.LessThan(SlotBytes()));
        Assert.That(() => session.Edit(Second), Throws.ArgumentException.With.Message.Contains("larger region"));
        Assert.That(session.IsEdited, Is.True);
    }

    /// <summary>Untrained weights let a change reach every pixel: measured 24.9 dB and 34.2 dB.</summary>
    [Test]
    public void AnEditIsNearItsDenseRun()
    {
        using SdEditSession session = Open(Options());
        session.Edit(First);
        float[] edited = Read(session);
        session.EditDense(First);

        double psnr = Decibels(edited, Read(session));
        TestContext.Out.WriteLine($"sparse against dense: {psnr:0.0} dB");
        Assert.That(psnr, Is.GreaterThan(22));
    }

    [Test]
    public void ASecondEditTakesNoMoreMemory()
    {
        using SdEditSession session = Open(Options());
        session.Edit(First);
        session.Edit(First);
        MemoryReport memory = session.Memory;
        long before = GC.GetAllocatedBytesForCurrentThread();

        session.Edit(First);

        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        TestContext.Out.WriteLine($"{allocated} bytes for {session.Sampler.StepCount} steps");
        Assert.That(session.Memory.Total, Is.EqualTo(memory.Total));
        Assert.That(allocated, Is.LessThan(session.Sampler.StepCount * 100_000));
    }

    private static float[] Read(SdEditSession session)
    {
        var picture = new float[SmallUNets.Size * SmallUNets.Size * 3];
        session.ReadPicture(picture);
        return picture;
    }

    private static double Decibels(float[] actual, float[] expected) => 20 * Math.Log10(2 / Difference.RootMeanSquare(actual, expected));

    /// <summary>Little noise: from much of it untrained networks lead to pictures that are clipped nearly everywhere.</summary>
    private SdEditOptions Options(CachePrecision precision = CachePrecision.Float32) => new()
    {
        Sampler = kind == UNetKind.Ddpm
            ? new SamplerOptions(SamplerKind.DpmSolverPlusPlus) { NoiseLevel = 50, Steps = 5 }
            : new SamplerOptions(SamplerKind.ProgressiveDistillation) { NoiseLevel = 3, Steps = 3 },
        Precision = precision,
        Seed = 7,
        Engine = new EngineOptions { Queue = new CpuQueueOptions(Threads: 2) },
    };

    private SdEditSession Open(SdEditOptions options) => SdEditSession.Open(_model, _original, options);

    private long SlotBytes()
    {
        using SdEditSession session = Open(Options());
        return session.Cache.SlotBytes;
    }

    private float[] EditOnce(SdEditOptions options, float[] edited)
    {
        using SdEditSession session = Open(options);
        session.Edit(edited);
        return Read(session);
    }

    private float[] HandWrittenLoop(Sampler sampler, float[] edited)
    {
        MaskOptions masks = _model.SessionOptions.Masks;
        byte[] changed = Pictures.Changed(_original, edited, masks.Epsilon);
        byte[] mask = Pictures.CrossDilate(changed, SmallUNets.Size, SmallUNets.Size, masks.FirstDilation);
        var noise = new float[edited.Length];
        new PictureNoise(SmallUNets.Size, SmallUNets.Size, 3).Next(new TorchGenerator(7), noise);
        float[] state = Noised(sampler, 0, edited, noise);
        var history = new float[sampler.HistoryLength * state.Length];
        for (int step = 0; step < sampler.StepCount; step++)
        {
            float[] prediction = PredictAlone(sampler.NetworkTime(step), Noised(sampler, step, _original, noise), state, changed);
            sampler.Step(step, state, prediction, [], history);
            float[] original = Noised(sampler, step + 1, _original, noise);
            for (int i = 0; i < state.Length; i++)
                state[i] = mask[i / 3] != 0 ? state[i] : original[i];
        }

        return Array.ConvertAll(state, value => Math.Clamp(value, -1, 1));
    }

    private static float[] Noised(Sampler sampler, int step, float[] picture, float[] noise)
    {
        var noised = new float[picture.Length];
        sampler.Level(step).Mix(picture, noise, noised);
        return noised;
    }

    private float[] PredictAlone(float time, float[] original, float[] state, byte[] changed)
    {
        using Engine engine = Engine.Open(options: new CpuQueueOptions(2));
        var options = new CachedSessionOptions { Session = _model.SessionOptions with { OutputPolicy = OutputPolicy.Active }, Precision = CachePrecision.Float32 };
        using var session = new CachedSession(engine, _model.BuildGraph(), slots: 1, options);
        var timeInput = new SessionInput(DiffusionUNet.TimeInput, new[] { _model.TimeInputOf(time) });
        session.Record(0, [new(DiffusionUNet.PictureInput, original), timeInput]);
        session.SetChanges(changed);
        session.Edit(0, [new(DiffusionUNet.PictureInput, state), timeInput]);
        var prediction = new float[state.Length / 3 * _model.PredictionChannels];
        session.Outputs.Read(prediction);
        return prediction;
    }
}
