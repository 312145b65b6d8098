using NUnit.Framework;
using Sige.Diffusion;
using Sige.Sessions;
using Sige.Tensors;

namespace Sige.Tests.Diffusion;

/// <summary>What an SDEdit session does around its network, with a formula in the network's place.</summary>
internal sealed class SdEditLoopTests
{
    private const int Height = StandInStepNetwork.Height;
    private const int Width = StandInStepNetwork.Width;
    private const ulong Seed = 99;

    private static readonly MaskOptions Masks = new(Epsilon: 0.01f, FirstDilation: 2);
    private static readonly float[] Original = Pictures.Random(Height, Width, seed: 1);
    private static readonly float[] First = Pictures.Paint(Original, Width, 4, 5, 3, 4, value: 0.8f);
    private static readonly float[] Second = Pictures.Paint(Original, Width, 0, 0, 1, 1, value: -0.9f);

    private StandInStepNetwork _network = null!;

    [TearDown]
    public void CloseNetwork() => _network.Dispose();

    [Test]
    public void AnEditIsTheHandWrittenLoop([Values] SamplerKind kind, [Values(0.0, 0.7)] double eta, [Values] bool dense)
    {
        using SdEditSession session = Open(kind, eta);

        _ = dense ? session.EditDense(First) : session.Edit(First);

        Assert.That(Read(session), Is.EqualTo(Loop(session.Sampler, Original, First)));
    }

    [Test]
    public void OpeningRecordsTheNoisedOriginalOfEachStep()
    {
        using SdEditSession session = Open();
        float[] noise = SharedNoise(out _);

        Assert.That(_network.Calls, Is.EqualTo(Enumerable.Range(0, 10).Select(step => $"record {step}")));
        for (int step = 0; step < 10; step++)
        {
            var expected = new float[Original.Length];
            session.Sampler.Level(step).Mix(Original, noise, expected);
            Assert.That(_network.Recorded[step], Is.EqualTo(expected));
        }
    }

    [Test]
    public void StepsWithoutRoomAreNotRecorded()
    {
        _network = Network(SamplerKind.DpmSolverPlusPlus);
        _network.Room = 3;

        using SdEditSession session = SdEditSession.Open(
            _network, Sampler.Create(new(SamplerKind.DpmSolverPlusPlus)), Original, Seed, null, CancellationToken.None);
        session.Edit(First);

        Assert.That(_network.Calls.Where(call => call.StartsWith("record", StringComparison.Ordinal)), Has.Exactly(3).Items);
        Assert.That(Read(session), Is.EqualTo(Loop(session.Sampler, Original, First)));
    }

    [Test]
    public void AnEditRunsEachRecordedStepOnceWithTheUndilatedMask()
    {
        using SdEditSession session = Open();
        _network.Calls.Clear();

        DenoisingReport report = session.Edit(First);

        Assert.That(_network.Calls, Is.EqualTo(Enumerable.Range(0, 10).Select(step => $"edit {step}")));
        Assert.That(_network.Changes.Sum(value => value), Is.EqualTo(12));
        using (Assert.EnterMultipleScope())
        {
            Assert.That(report.Steps, Has.Count.EqualTo(10));
            Assert.That(report.ChangedPercent, Is.EqualTo(100.0 * 12 / (Height * Width)));
            Assert.That(report.DenoisedPercent, Is.EqualTo(100.0 * (12 + 2 * 2 * (3 + 4)) / (Height * Width)));
            Assert.That((report.MultiplyAdds, report.DenseMultiplyAdds), Is.EqualTo((10, 100)));
        }
    }

    [Test]
    public void ASecondEditIsTakenAgainstTheOriginal()
    {
        using SdEditSession session = Open();
        session.Edit(Second);
        float[] expected = Read(session);

        session.Edit(First);
        session.Edit(Second);

        Assert.That(Read(session), Is.EqualTo(expected));
    }

    [Test]
    public void StepNoiseIsTheSameInEveryEdit()
    {
        using SdEditSession session = Open(SamplerKind.Ddpm);
        session.Edit(First);
        float[] expected = Read(session);

        session.Edit(First);

        Assert.That(Read(session), Is.EqualTo(expected));
    }

    [Test]
    public void RevertShowsTheOriginal()
    {
        using SdEditSession session = Open();
        session.Edit(First);
        Assert.That(session.IsEdited, Is.True);

        session.Revert();

        Assert.That(session.IsEdited, Is.False);
        Assert.That(Read(session), Is.EqualTo(Original));
        Assert.That(Mask(session), Has.All.EqualTo(0));
    }

    [Test]
    public void AnEditOfNoPixelGivesTheOriginalAndRunsNothing([Values] bool dense)
    {
        using SdEditSession session = Open();
        session.Edit(First);
        _network.Calls.Clear();
        float[] nearlyOriginal = Array.ConvertAll(Original, value => value + 0.009f);

        DenoisingReport report = dense ? session.EditDense(nearlyOriginal) : session.Edit(nearlyOriginal);

        Assert.That(Read(session), Is.EqualTo(Original));
        Assert.That(_network.Calls, Is.Empty);
        Assert.That((report.Steps.Count, report.ChangedPercent), Is.EqualTo((0, 0)));
    }

    /// <summary>Beside the mask the original goes in, whatever the edited picture holds there.</summary>
    [Test]
    public void AMaskDecidesWhatIsEdited([Values] bool dense)
    {
        using SdEditSession session = Open();
        byte[] mask = Array.ConvertAll(Pictures.Changed(Original, First, Masks.Epsilon), pixel => (byte)(3 * pixel));
        float[] wild = Pictures.Random(Height, Width, seed: 7);
        for (int i = 0; i < wild.Length; i++)
            wild[i] = mask[i / 3] == 0 ? wild[i] : First[i];

        DenoisingReport report = dense ? session.EditDense(wild, mask) : session.Edit(wild, mask);

        Assert.That(Read(session), Is.EqualTo(Loop(session.Sampler, Original, First)));
        Assert.That(report.ChangedPercent, Is.EqualTo(100.0 * 12 / (Height * Width)));
    }

    [Test]
    public void AMaskOfAnotherSizeIsRefused()
    {
        using SdEditSession session = Open();
        Assert.That(() => session.Edit(First, new byte[7]), Throws.ArgumentException.With.Message.Contains("12x16").And.Message.Contains("192").And.Message.Contains("found 7"));
        Assert.That(() => session.EditDense(First, []), Throws.ArgumentException.With.Message.Contains("found 0"));
        Assert.That(session.IsEdited, Is.False);
    }

    [Test]
    public void AnEmptyMaskGivesTheOriginal()
    {
        using SdEditSession session = Open();
        DenoisingReport report = session.Edit(First, new byte[Height * Width]);
        Assert.That(Read(session), Is.EqualTo(Original));
        Assert.That(report.Steps, Is.Empty);
    }

    /// <summary>What differs by little counts nowhere: neither as edited nor in what goes into the network.</summary>
    [Test]
    public void PixelsThatDifferByLittleKeepTheOriginal()
    {
        using SdEditSession session = Open();
        float[] lossy = [.. First.Select((value, i) => First[i] == Original[i] ? value + (i % 2 == 0 ? 0.009f : -0.009f) : value)];

        session.Edit(lossy);

        Assert.That(Read(session), Is.EqualTo(Loop(session.Sampler, Original, First)));
    }

    [Test]
    public void ADistilledNetworkLeavesTheOriginalWithinItsLastNoise()
    {
        var bytes = new byte[Original.Length];
        new Random(5).NextBytes(bytes);
        float[] original = PixelValues.FromBytes(bytes);
        using SdEditSession session = Open(SamplerKind.ProgressiveDistillation, original: original);

        Assert.That(Difference.Maximum(Read(session), original), Is.InRange(1e-6, 3e-4));
        Assert.That(session.ReadPicture(), Is.EqualTo(bytes));
    }

    [TestCase(0, 0)]
    [TestCase(0, Width - 1)]
    [TestCase(Height - 1, 0)]
    [TestCase(Height - 1, Width - 1)]
    public void ACornerPixelIsDenoisedWithItsArmsOnly(int y, int x)
    {
        float[] edited = Pictures.Paint(Original, Width, y, x, 1, 1, value: 0.9f);
        using SdEditSession session = Open();

        session.Edit(edited);

        byte[] mask = Mask(session);
        float[] result = Read(session);
        Assert.That(mask.Sum(value => value), Is.EqualTo(5));
        for (int pixel = 0; pixel < mask.Length; pixel++)
            Assert.That(result[3 * pixel] == Original[3 * pixel], Is.EqualTo(mask[pixel] == 0), $"pixel {pixel}");
        Assert.That(result, Is.EqualTo(Loop(session.Sampler, Original, edited)));
    }

    [Test]
    public void AnEditOfAllPixelsLeavesNothingOfTheOriginal()
    {
        float[] edited = Pictures.Random(Height, Width, seed: 2);
        using SdEditSession session = Open();

        DenoisingReport report = session.Edit(edited);

        Assert.That(report.DenoisedPercent, Is.EqualTo(100));
        Assert.That(Read(session), Is.EqualTo(Loop(session.Sampler, edited, edited)));
    }

    [Test]
    public void AfterACommitEditsAreThoseOfASessionOnTheResult([Values] SamplerKind kind)
    {
        using SdEditSession session = Open(kind);
        session.Edit(First);
        float[] result = Read(session);
        session.Commit();
        float[] committed = Read(session);
        session.Edit(Second);
        float[] edited = Read(session);
        _network.Dispose();

        using SdEditSession other = Open(kind, original: result);
        Assert.That(committed, Is.EqualTo(Read(other)));
        other.Edit(Second);
        Assert.That(edited, Is.EqualTo(Read(other)));
    }

    [Test]
    public void ACommitOfNothingDoesNothing()
    {
        using SdEditSession session = Open();
        _network.Calls.Clear();

        Assert.That(session.Commit(), Is.Null);
        session.Edit(Original);
        Assert.That(session.Commit(), Is.Null);
        Assert.That(session.IsEdited, Is.False);
        Assert.That(_network.Calls, Is.Empty);
    }

    [Test]
    public void ACancelledCommitLeavesTheEditAndRecordsAgainWhatItRecorded()
    {
        using SdEditSession session = Open();
        session.Edit(Second);
        float[] ofSecond = Read(session);
        session.Edit(First);
        float[] ofFirst = Read(session);

        Cancel("record 4", token => session.Commit(null, token));
        Assert.That(session.IsEdited, Is.True);
        Assert.That(Read(session), Is.EqualTo(ofFirst));

        _network.Calls.Clear();
        DenoisingReport report = session.Edit(Second);
        Assert.That(Read(session), Is.EqualTo(ofSecond));
        Assert.That(_network.Calls.Where(call => call.StartsWith("record", StringComparison.Ordinal)), Is.EqualTo(Enumerable.Range(0, 5).Select(step => $"record {step}")));
        Assert.That(report.Steps.Count(step => step.Recording is not null), Is.EqualTo(5));
        Assert.That(report.MultiplyAdds, Is.EqualTo(5 * 11 + 5));

        _network.Calls.Clear();
        session.Edit(Second);
        Assert.That(_network.Calls, Has.None.StartsWith("record"));
    }

    [Test]
    public void ACommitAfterACancelledOneIsAsIfThatHadNotBeen()
    {
        using SdEditSession session = Open();
        session.Edit(First);
        float[] result = Read(session);
        Cancel("record 9", token => session.Commit(null, token));

        session.Commit();
        session.Edit(Second);

        Assert.That(Read(session), Is.EqualTo(Loop(session.Sampler, result, Second)));
    }

    [Test]
    public void ACancelledEditLeavesTheSessionAsItWas()
    {
        using SdEditSession session = Open();
        session.Edit(First);
        (float[] before, byte[] mask, DenoisingReport? report) = (Read(session), Mask(session), session.LastReport);

        Cancel("edit 6", token => session.Edit(Second, null, token));

        Assert.That(Read(session), Is.EqualTo(before));
        Assert.That(Mask(session), Is.EqualTo(mask));
        Assert.That(session.LastReport, Is.SameAs(report));
        session.Edit(Second);
        Assert.That(Read(session), Is.EqualTo(Loop(session.Sampler, Original, Second)));
    }

    [Test]
    public void ACancelledOpeningLeavesNothing()
    {
        using var source = new CancellationTokenSource();
        _network = Network(SamplerKind.DpmSolverPlusPlus);
        _network.Cancel = ("record 3", source);

        Assert.That(
            () => SdEditSession.Open(_network, Sampler.Create(new(SamplerKind.DpmSolverPlusPlus)), Original, Seed, null, source.Token),
            Throws.InstanceOf<OperationCanceledException>());
        Assert.That(_network.IsDisposed, Is.True);
    }

    [Test]
    public void ProgressCountsStepsAndTellsWhatRemains()
    {
        using SdEditSession session = Open();
        var told = new Progress();

        session.Edit(First, told);

        Assert.That(told.Values[0].Fraction, Is.EqualTo(0.05).Within(1e-9));
        Assert.That(told.Values.Select(value => value.Fraction), Is.Ordered);
        Assert.That(told.Values, Has.All.Matches<DiffusionProgress>(value => value.Remaining is not null && value.StepCount == 10));
        Assert.That(told.Values[^1], Has.Property("Step").EqualTo(10).And.Property("Remaining").EqualTo(TimeSpan.Zero));
        Assert.That(told.Values[^1].Activity, Is.EqualTo(DiffusionActivity.Denoising));
    }

    [Test]
    public void PicturesOfAnotherSizeOrWithoutNumbersAreRefused()
    {
        using SdEditSession session = Open();
        float[] broken = [.. Original];
        broken[7] = float.NaN;

        Assert.That(() => session.Edit(new float[3 * 11 * Width]), Throws.ArgumentException.With.Message.Contains("12x16").And.Message.Contains("576").And.Message.Contains("528"));
        Assert.That(() => session.Edit(broken), Throws.ArgumentException.With.Message.Contains("Number 7"));
        Assert.That(session.IsEdited, Is.False);
    }

    private static float[] Loop(Sampler sampler, float[] original, float[] edited)
    {
        float[] noise = SharedNoise(out TorchGenerator generator);
        byte[] mask = Pictures.CrossDilate(Pictures.Changed(original, edited, Masks.Epsilon), Height, Width, Masks.FirstDilation);
        if (original == edited)
            mask.AsSpan().Fill(1);
        var draw = new PictureNoise(Height, Width, 3);
        var start = new float[original.Length];
        sampler.Level(0).Mix(edited, noise, start);
        float[] result = SamplerRun.Run(sampler, start, values => draw.Next(generator, values), (state, step) =>
        {
            SignalNoise level = sampler.Level(step);
            for (int i = 0; i < state.Length; i++)
                state[i] = mask[i / 3] != 0 ? state[i] : level.Signal * original[i] + level.Noise * noise[i];
        });
        return Array.ConvertAll(result, value => Math.Clamp(value, -1, 1));
    }

    private static float[] SharedNoise(out TorchGenerator generator)
    {
        generator = new TorchGenerator(Seed);
        var noise = new float[Original.Length];
        new PictureNoise(Height, Width, 3).Next(generator, noise);
        return noise;
    }

    private static StandInStepNetwork Network(SamplerKind kind) =>
        new(kind == SamplerKind.ProgressiveDistillation ? PredictionKind.PictureAndNoise : PredictionKind.Noise, Masks);

    private SdEditSession Open(SamplerKind kind = SamplerKind.DpmSolverPlusPlus, double eta = 0, float[]? original = null)
    {
        _network = Network(kind);
        SamplerOptions options = new(kind) { Eta = eta };
        if (kind == SamplerKind.Ddpm)
            options = options with { Steps = 20 };
        return SdEditSession.Open(_network, Sampler.Create(options), original ?? Original, Seed, null, CancellationToken.None);
    }

    private void Cancel(string call, Action<CancellationToken> action)
    {
        using var source = new CancellationTokenSource();
        _network.Cancel = (call, source);
        Assert.That(() => action(source.Token), Throws.InstanceOf<OperationCanceledException>());
        _network.Cancel = null;
    }

    private static float[] Read(SdEditSession session)
    {
        var picture = new float[Original.Length];
        session.ReadPicture(picture);
        return picture;
    }

    private static byte[] Mask(SdEditSession session)
    {
        var mask = new byte[Height * Width];
        session.ReadMask(mask);
        return mask;
    }

    private sealed class Progress : IProgress<DiffusionProgress>
    {
        public List<DiffusionProgress> Values { get; } = [];

        public void Report(DiffusionProgress value) => Values.Add(value);
    }
}
