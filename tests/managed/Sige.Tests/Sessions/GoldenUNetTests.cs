using NUnit.Framework;
using Sige.Devices;
using Sige.Models;
using Sige.Sessions;
using Sige.Tensors;
using Sige.Tests.Models;
using Sige.Tests.Weights;
using Sige.Weights;

namespace Sige.Tests.Sessions;

/// <summary>Sessions of the diffusion U-Nets against what the reference implementation recorded.</summary>
internal sealed class GoldenUNetTests
{
    [TestCase("ddpm", "weights.pth")]
    [TestCase("ddpm", "weights_legacy.pth")]
    [TestCase("ddpm", "weights_fused.pth")]
    [TestCase("pd", "weights.pth")]
    public void PredictsWhatIsRecorded(string folder, string file)
    {
        using var golden = GoldenUNet.Open(folder);
        using WeightCollection weights = golden.OpenWeights(file);
        DiffusionUNet network = golden.Load(weights);
        foreach ((string? form, double tolerance) in new[] { (FormNames.Direct, 1e-4), (null, 1e-3) })
        {
            using SessionRig rig = new(network.BuildGraph(), network.SessionOptions with { Form = form });
            foreach (string state in new[] { "original", "edited" })
            {
                rig.Session.Record(golden.SessionInputs(network, state));
                float[] expected = golden.Picture($"{state}_output_dense");
                double error = Difference.Maximum(rig.Output(), expected) / Difference.Scale(expected);
                TestContext.Out.WriteLine($"{folder}/{file} {form ?? "cheapest"} {state}: {error:g3} of the scale");
                Assert.That(error, Is.LessThan(tolerance), $"{form ?? "cheapest"}, {state}");
            }
        }
    }

    [Test]
    public void AFlaxCheckpointPredictsWhatIsRecorded()
    {
        using var folder = new TemporaryFolder();
        using var golden = GoldenUNet.Open("pd");
        using WeightCollection torch = golden.OpenWeights();
        using WeightCollection flax = WeightFile.Open(folder.Write(FlaxUNetFile.Of(torch, headChannels: 32), "checkpoint_8"));
        DiffusionUNet network = golden.Load(flax);
        using SessionRig rig = new(network.BuildGraph(), network.SessionOptions with { Form = FormNames.Direct });

        rig.Session.Record(golden.SessionInputs(network, "original"));

        float[] expected = golden.Picture("original_output_dense");
        Assert.That(Difference.Maximum(rig.Output(), expected), Is.LessThan(1e-4 * Difference.Scale(expected)));
    }

    [TestCase("ddpm")]
    [TestCase("pd")]
    public void MasksAreThoseOfTheReference(string folder)
    {
        using var golden = GoldenUNet.Open(folder);
        Resolution[] sizes = [new(64, 64), new(32, 32), new(16, 16)];
        using Engine engine = Engine.Open();
        using var pyramid = new MaskPyramid(engine.Device, sizes[0], sizes, golden.Masks);

        pyramid.Build(golden.DifferenceMask(), ActivePolicy.Pixels);

        foreach (Resolution size in sizes)
        {
            int[] expected = [.. golden.Mask(size).Index().Where(pixel => pixel.Item != 0).Select(pixel => pixel.Index)];
            Assert.That(pyramid.Find(size)!.Active.ReadPixels(), Is.EqualTo(expected), $"{size}");
        }
    }

    [TestCase("ddpm")]
    [TestCase("pd")]
    public void ChangesAreThoseOfTheReference(string folder)
    {
        using var golden = GoldenUNet.Open(folder);
        using Edit edit = Edit.Of(golden, options => options);

        Assert.That(edit.Rig.Session.Inputs.Changed.Mask, Is.EqualTo(golden.DifferenceMask()));
    }

    [Test]
    public void AnEditWithDefaultOptionsErrsNoMoreThanTheReference()
    {
        using var golden = GoldenUNet.Open("pd");
        float[] dense = golden.Picture("edited_output_dense");
        using Edit edit = Edit.Of(golden, options => options);

        double error = Difference.RootMeanSquare(edit.Rig.Output(), dense);
        double reference = Difference.RootMeanSquare(golden.Picture("edited_output_sparse"), dense);
        TestContext.Out.WriteLine($"edit {error:g4}, reference {reference:g4}, no edit {edit.ErrorBefore:g4}");
        Assert.That(error, Is.LessThanOrEqualTo(1.05 * reference));
        Assert.That(error, Is.LessThan(edit.ErrorBefore));
    }

    /// <summary>Of the two norm policies the models' default errs less on both recordings; all four combinations are printed.</summary>
    [TestCase("ddpm")]
    [TestCase("pd")]
    public void TheDefaultNormPolicyIsTheCloserOne(string folder)
    {
        using var golden = GoldenUNet.Open(folder);
        var errors = new Dictionary<(ActivePolicy, NormPolicy), double>();
        foreach (ActivePolicy active in Enum.GetValues<ActivePolicy>())
        {
            foreach (NormPolicy norm in Enum.GetValues<NormPolicy>())
            {
                using Edit edit = Edit.Of(golden, options => options with { ActivePolicy = active, NormPolicy = norm });
                errors[(active, norm)] = Difference.RootMeanSquare(edit.Rig.Output(), golden.Picture("edited_output_dense"));
                TestContext.Out.WriteLine($"{folder} {active} {norm}: {errors[(active, norm)]:g4}, no edit {edit.ErrorBefore:g4}");
            }
        }

        SessionOptions defaults = DiffusionUNet.Random(golden.Configuration).SessionOptions;
        NormPolicy other = Enum.GetValues<NormPolicy>().Single(norm => norm != defaults.NormPolicy);
        Assert.That(errors[(defaults.ActivePolicy, defaults.NormPolicy)], Is.LessThan(errors[(defaults.ActivePolicy, other)]));
    }

    /// <summary>A recording of the original input and an edit to the edited one.</summary>
    private sealed class Edit : IDisposable
    {
        private Edit(SessionRig rig, double errorBefore) => (Rig, ErrorBefore) = (rig, errorBefore);

        public SessionRig Rig { get; }

        /// <summary>How far the original's output is from that of the edited input.</summary>
        public double ErrorBefore { get; }

        public static Edit Of(GoldenUNet golden, Func<SessionOptions, SessionOptions> change)
        {
            using WeightCollection weights = golden.OpenWeights();
            DiffusionUNet network = golden.Load(weights);
            var rig = new SessionRig(network.BuildGraph(), change(network.SessionOptions with { Masks = golden.Masks }));
            rig.Session.Record(golden.SessionInputs(network, "original"));
            double before = Difference.RootMeanSquare(rig.Output(), golden.Picture("edited_output_dense"));
            rig.Session.Edit(golden.SessionInputs(network, "edited"));
            return new Edit(rig, before);
        }

        public void Dispose() => Rig.Dispose();
    }
}
