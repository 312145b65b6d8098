using NUnit.Framework;
using Sige.Devices;
using Sige.Graphs;
using Sige.Interop;
using Sige.Models;
using Sige.Sessions;
using Sige.Tensors;
using Sige.Tests.Models;
using Sige.Weights;

namespace Sige.Tests.Sessions;

/// <summary>
/// Sessions that multiply in bfloat16, against float32. On the portable kernels, which have no units for it, so that every convolution
/// that can runs in bfloat16 on every machine; a unit differs from them in the order of its sums alone.
/// </summary>
internal sealed class BFloat16Tests
{
    private const double LeastPsnr = 40;

    /// <summary>The recorded edits: a picture, or a network's output, in bfloat16 against the same edit in float32.</summary>
    [TestCase("gaugan")]
    [TestCase("gc")]
    public void ARecordedPictureEditedIsThatOfFloat32(string folder)
    {
        using GoldenScene scene = GoldenScene.Open(folder);
        using WeightCollection file = WeightFile.Open(GoldenData.Find(folder, "weights.pth"));
        SpadeGenerator model = SpadeModels.Load(folder, file);

        Compare(folder, model.BuildGraph(scene.Height, scene.Width), model.SessionOptions, scene.SessionInputs("original"), scene.SessionInputs("edited"), range: 2);
    }

    [TestCase("ddpm")]
    [TestCase("pd")]
    public void ARecordedStepEditedIsThatOfFloat32(string folder)
    {
        using var golden = GoldenUNet.Open(folder);
        using WeightCollection weights = golden.OpenWeights();
        DiffusionUNet network = golden.Load(weights);

        Compare(
            folder,
            network.BuildGraph(),
            network.SessionOptions with { Masks = golden.Masks },
            golden.SessionInputs(network, "original"),
            golden.SessionInputs(network, "edited"),
            range: null);
    }

    [Test]
    public void ThreadsChangeNoBitAndRevertRestoresAll([Values] TimeForm kind)
    {
        float[] picture = SmallUNet.Picture(1), edited = SmallUNet.WithRectangle(picture, 9, 13, 5, 6);
        using SessionRig one = Portable(SmallUNet.Build(kind), InBFloat16(SmallUNet.Options), threads: 1);
        using SessionRig two = Portable(SmallUNet.Build(kind), InBFloat16(SmallUNet.Options), threads: 2);
        using SessionRig wide = Portable(SmallUNet.Build(kind), SmallUNet.Options, threads: 2);
        foreach (SessionRig rig in new[] { one, two, wide })
            rig.Session.Record(SmallUNet.Inputs(picture, kind));
        Dictionary<string, string> recorded = two.Snapshot();

        foreach (SessionRig rig in new[] { one, two, wide })
            rig.Session.Edit(SmallUNet.Inputs(edited, kind));

        Assert.That(one.Output(), Is.EqualTo(two.Output()));
        Assert.That(Difference.Maximum(two.Output(), wide.Output()), Is.Positive.And.LessThan(0.05 * Difference.Scale(wide.Output())));
        two.Session.Revert();
        Assert.That(two.Snapshot(), Is.EqualTo(recorded));
    }

    /// <summary>Where a processor has units for bfloat16, its plans take them.</summary>
    [Test]
    public void UnitsAreTakenWhereTheyAre([Values(InstructionSet.Avx512BFloat16, InstructionSet.Amx, InstructionSet.NeonBFloat16)] InstructionSet set)
    {
        using Engine best = Engine.Open();
        if (!CanRun(best.Device, set))
        {
            Assert.That(() => Engine.Open(options: new CpuQueueOptions(1, set)), Throws.TypeOf<SigeException>().With.Message.Contains("kernels; its best is"));
            return;
        }

        SessionOptions options = SmallUNet.Options with { Precision = ComputePrecision.BFloat16 };
        using var rig = new SessionRig(SmallUNet.Build(TimeForm.Additive), options, threads: 2, set);

        rig.Session.Record(SmallUNet.Inputs(SmallUNet.Picture(1)));

        Assert.That(rig.Session.LastReport!.Steps.Select(step => step.Costs?.Form.Name), Has.Some.EqualTo(FormNames.BFloat16));
        Assert.That(rig.Session.LastReport!.Memory.KeptWeights, Is.Positive);
    }

    [Test]
    public void AProcessorWithoutUnitsIsRefused([Values(InstructionSet.Avx2, InstructionSet.Avx512, InstructionSet.Neon)] InstructionSet set)
    {
        using Engine best = Engine.Open();
        if (!CanRun(best.Device, set))
            return;
        using Engine engine = Engine.Open(options: new CpuQueueOptions(1, set));
        SessionOptions options = SmallUNet.Options with { Precision = ComputePrecision.BFloat16 };

        var refused = Assert.Throws<SigeException>(() => new IncrementalSession(engine, SmallUNet.Build(TimeForm.Additive), options).Dispose());

        Assert.That(refused!.Kind, Is.EqualTo(SigeErrorKind.Unsupported));
        Assert.That(refused.Message, Does.Contain("Precision is BFloat16").And.Contain(set.ToString()).And.Contain("AMX"));
    }

    private static bool CanRun(Device device, InstructionSet set)
    {
        try
        {
            new Queue(device, new CpuQueueOptions(1, set)).Dispose();
            return true;
        }
        catch (SigeException)
        {
            return false;
        }
    }

    /// <param name="name">Of the network.</param>
    /// <param name="graph">The network.</param>
    /// <param name="options">Its options.</param>
    /// <param name="original">The recorded input.</param>
    /// <param name="edited">The edited input.</param>
    /// <param name="range">That the output can have; null for the one it has.</param>
    private static void Compare(string name, Graph graph, SessionOptions options, SessionInput[] original, SessionInput[] edited, double? range)
    {
        using SessionRig wide = Portable(graph, options, threads: 2), narrow = Portable(graph, InBFloat16(options), threads: 2);
        var outputs = new List<float[]>();
        foreach (SessionRig rig in new[] { wide, narrow })
        {
            rig.Session.Record(original);
            rig.Session.Edit(edited);
            outputs.Add(rig.Output());
        }

        double peak = range ?? outputs[0].Max() - outputs[0].Min();
        double psnr = 20 * Math.Log10(peak / Difference.RootMeanSquare(outputs[1], outputs[0]));
        TestContext.Out.WriteLine($"{name}: an edit in bfloat16 is within {psnr:0.0} dB of float32");
        Assert.That(psnr, Is.GreaterThan(LeastPsnr));
    }

    private static SessionOptions InBFloat16(SessionOptions options) => options with { Precision = ComputePrecision.BFloat16, Form = FormNames.BFloat16 };

    private static SessionRig Portable(Graph graph, SessionOptions options, int threads) => new(graph, options, threads, InstructionSet.Portable);
}
