using NUnit.Framework;
using Sige.Bench.Commands;
using Sige.Bench.SdEdit;
using Sige.Bench.Workloads;
using Sige.Devices;
using Sige.Models;
using Sige.Sessions;
using Sige.Weights;

namespace Sige.Tests.Bench;

/// <summary>The benches of diffusion networks run to their end, on small networks of the same kinds.</summary>
[TestFixture]
public sealed class DiffusionBenchTests
{
    private const double EditPercent = 2;
    private const int PictureSize = 64;
    private const int Margin = 4;

    private static readonly BenchSettings Common = new(EditPercent, Threads: 1, InstructionSet.Auto, Runs: 1, Policy: null, ComputePrecision.Float32, WeightPrecision.AsFile, SparseFrom: null, Peer: false, Json: null);

    [Test]
    public void AStepIsMeasured([Values] UNetKind kind)
    {
        using var rig = new ModelRig(new DiffusionModel("small", DiffusionUNet.Random(Small(kind))), Common);

        ModelResult result = new ModelBench(rig, runs: 1).Run(EditPercent, peer: null, peakRss: 1_000_000);

        Assert.That(result.MacsSparse, Is.GreaterThan(0).And.LessThan(result.MacsDense));
        Assert.That(result.CacheMbPerStep, Is.GreaterThan(0));
        Assert.That(result.SetChangesMs, Is.GreaterThan(0));
        Assert.That(result.PsnrDb, Is.Null.Or.GreaterThan(0));
        Assert.That(result.Peer, Is.Null);
    }

    [TestCase(BenchModel.StableDiffusionUNet)]
    [TestCase(BenchModel.StableDiffusionEncoder)]
    [TestCase(BenchModel.StableDiffusionDecoder)]
    public void ANetworkOfStableDiffusionIsMeasured(string name)
    {
        using var rig = new ModelRig(SmallStableDiffusion(name), Common);

        ModelResult result = new ModelBench(rig, runs: 1).Run(EditPercent, peer: null, peakRss: 0);

        Assert.That(result.MacsSparse, Is.GreaterThan(0).And.LessThan(result.MacsDense));
        Assert.That(result.CacheMbPerStep, Is.GreaterThan(0));
        Assert.That(result.EditPercent, Is.EqualTo(EditPercent).Within(0.2));
        Assert.That(result.PsnrDb, Is.Null.Or.GreaterThan(0));
    }

    [Test]
    public void AWholeEditIsMeasured([Values] UNetKind kind)
    {
        var settings = new SdEditSettings(CachePrecision.Float16, Steps: null, BudgetBytes: null, Margin, ComparePrecision: true);
        var bench = new SdEditBench("sdedit-small", new SdEditScene(DiffusionUNet.Random(Small(kind)), settings, Common), settings, runs: 1);

        SdEditResult result = bench.Run(peakRss: 1_000_000);

        Assert.That(result.Steps, Is.EqualTo(kind == UNetKind.Ddpm ? 10 : 5));
        Assert.That(result.StepsStored, Is.EqualTo(result.Steps));
        Assert.That(result.MacsSparse, Is.GreaterThan(0).And.LessThan(result.MacsDense));
        Assert.That(result.CacheMb, Is.EqualTo(result.Steps * result.CacheMbPerStep).Within(result.Steps * 0.1));
        Assert.That(result.PrecisionPsnrDb, Is.Null.Or.GreaterThan(50));
        Assert.That(result.Crop.Side, Is.LessThan(PictureSize));
        Assert.That(result.PsnrInMaskDb, Is.Not.Null.And.LessThan(result.PsnrDb!.Value));
    }

    [Test]
    public void WithoutABudgetEveryStepRunsDense()
    {
        var settings = new SdEditSettings(CachePrecision.Float16, Steps: 2, BudgetBytes: 0, Margin, ComparePrecision: false);
        var bench = new SdEditBench("sdedit-small", new SdEditScene(DiffusionUNet.Random(Small(UNetKind.Ddpm)), settings, Common), settings, runs: 1);

        SdEditResult result = bench.Run(peakRss: 0);

        Assert.That(result.Steps, Is.EqualTo(2));
        Assert.That(result.StepsStored, Is.Zero);
        Assert.That(result.MacsSparse, Is.EqualTo(result.MacsDense));
        Assert.That(result.PsnrDb, Is.Null);
        Assert.That(bench.Notices, Is.Not.Empty);
    }

    [Test]
    public void ACropOfTheWholePictureIsTheDenseEdit()
    {
        var settings = new SdEditSettings(CachePrecision.Float16, Steps: null, BudgetBytes: 0, Margin: PictureSize, ComparePrecision: false);
        var scene = new SdEditScene(DiffusionUNet.Random(Small(UNetKind.Ddpm)), settings, Common);
        using var rig = new SdEditRig(scene, CachePrecision.Float16);
        rig.EditDense(0);
        var mask = new byte[scene.Mask.Length];
        rig.Session.ReadMask(mask);

        using var crop = new CropAndPaste(scene, mask, settings.Margin);

        Assert.That(crop.Box, Is.EqualTo(PixelRegion.All(scene.Size)));
        Assert.That(crop.Edit(scene.Edits[0]), Is.EqualTo(rig.Picture).Within(1e-5f));
    }

    private static BenchModel SmallStableDiffusion(string name)
    {
        var autoencoder = Autoencoder.Random(new AutoencoderConfiguration { LatentChannels = 4, Widths = [32, 32, 32, 32], BlocksPerLevel = 1 });
        ConditionalUNetLevel[] levels = [new(32, 2, 1), new(64, 2, 1)];
        return name switch
        {
            BenchModel.StableDiffusionUNet => new ConditionalUNetModel(name, ConditionalUNet.Random(new ConditionalUNetConfiguration
            {
                InputChannels = 4,
                OutputChannels = 4,
                Levels = levels,
                Middle = levels[^1],
                BlocksPerLevel = 1,
                ContextChannels = 16,
            })),
            BenchModel.StableDiffusionEncoder => new EncoderModel(name, autoencoder),
            _ => new DecoderModel(name, autoencoder),
        };
    }

    private static UNetConfiguration Small(UNetKind kind) => new()
    {
        Kind = kind,
        PictureSize = PictureSize,
        Channels = 32,
        ChannelMultipliers = [1, 2],
        BlocksPerLevel = 1,
        AttentionSizes = [32],
        HeadChannels = kind == UNetKind.Ddpm ? null : 32,
        EmbeddingChannels = 128,
        SparseFrom = PictureSize,
        MaskEpsilon = 0.02f,
        MaskDilation = 2,
    };
}
