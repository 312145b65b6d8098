using NUnit.Framework;
using Sige.Bench.Fidelity;
using Sige.Devices;
using Sige.Graphs;
using Sige.Models;
using Sige.Sessions;
using Sige.Tests.Models;
using Sige.Weights;

namespace Sige.Tests.Bench;

/// <summary>The emulation of the reference's sparse inference gives what the reference itself recorded.</summary>
[TestFixture]
internal sealed class ReferenceEmulationTests
{
    /// <summary>
    /// Only the order of sums differs. GAN Compression's instance norms magnify that, in whole runs as in edits (measured: 1.8e-4 of the
    /// scale at one pixel, 5e-6 over all).
    /// </summary>
    [TestCase("gaugan", 1e-5, 2e-6)]
    [TestCase("gc", 3e-4, 1e-5)]
    public void GivesTheRecordedEditOfAGenerator(string folder, double largest, double typical)
    {
        using GoldenScene scene = GoldenScene.Open(folder);
        using WeightCollection weights = WeightFile.Open(GoldenData.Find(folder, "weights.pth"));
        SpadeGenerator generator = SpadeModels.Load(folder, weights);
        Graph graph = generator.BuildGraph(scene.Height, scene.Width);

        EmulatedEdit edit = Run(graph, ReferenceRules.Of(generator), scene.SessionInputs("original"), scene.SessionInputs("edited"), scene.DifferenceMask());

        Compare(edit, scene.Picture, largest, typical);
    }

    [Test]
    public void GivesTheRecordedEditOfProgressiveDistillation()
    {
        using GoldenUNet golden = GoldenUNet.Open("pd");
        using WeightCollection weights = golden.OpenWeights();
        DiffusionUNet network = golden.Load(weights);

        EmulatedEdit edit = Run(
            network.BuildGraph(),
            ReferenceRules.Of(golden.Configuration, golden.Masks),
            golden.SessionInputs(network, "original"),
            golden.SessionInputs(network, "edited"),
            golden.DifferenceMask());

        Compare(edit, golden.Picture, largest: 1e-5, typical: 1e-6);
    }

    private static EmulatedEdit Run(Graph graph, ReferenceRules rules, SessionInput[] original, SessionInput[] edited, byte[] changed)
    {
        using Engine engine = Engine.Open();
        return ReferenceEmulation.Run(engine, graph, rules, original, edited, changed);
    }

    private static void Compare(EmulatedEdit edit, Func<string, float[]> recorded, double largest, double typical)
    {
        foreach ((float[] values, string name) in new[]
        {
            (edit.Original, "original_output_dense"), (edit.Dense, "edited_output_dense"), (edit.Sparse, "edited_output_sparse"),
        })
        {
            float[] expected = recorded(name);
            double scale = Difference.Scale(expected);
            double maximum = Difference.Maximum(values, expected) / scale, error = Difference.RootMeanSquare(values, expected) / scale;
            TestContext.Out.WriteLine($"{name}: at most {maximum:g3} of the scale, RMSE {error:g3}");
            Assert.That(maximum, Is.LessThan(largest), name);
            Assert.That(error, Is.LessThan(typical), name);
        }
    }
}
