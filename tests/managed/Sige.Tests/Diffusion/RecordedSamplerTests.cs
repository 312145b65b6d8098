using System.Text.Json;
using NUnit.Framework;
using Sige.Diffusion;
using Sige.Weights;

namespace Sige.Tests.Diffusion;

/// <summary>Whole SDEdit runs of the reference with a stand-in network.</summary>
internal sealed class RecordedSamplerTests
{
    private const double Tolerance = 1e-5;

    [TestCase("ddim", SamplerKind.Ddim)]
    [TestCase("ddpm", SamplerKind.Ddpm)]
    [TestCase("dpm_solver", SamplerKind.DpmSolverPlusPlus)]
    [TestCase("pd", SamplerKind.ProgressiveDistillation)]
    public void TheRunEndsWhereTheReferenceEnds(string name, SamplerKind kind)
    {
        using WeightCollection file = WeightFile.Open(GoldenData.Find("samplers", $"{name}.safetensors"));
        float[] original = Picture(file, "original");
        float[] edited = Picture(file, "edited");
        float[] fixedNoise = Picture(file, "noise");
        bool[] mask = Array.ConvertAll(file.ReadInt64("difference_mask"), value => value != 0);
        (Sampler sampler, int[] sequence, ulong seed) = Settings(name, kind);
        Assert.That(Times(sampler), Is.EqualTo(sequence));

        var start = new float[edited.Length];
        sampler.Level(0).Mix(edited, fixedNoise, start);
        Assert.That(Difference.Maximum(start, Picture(file, "start_xt")), Is.LessThanOrEqualTo(Tolerance));

        var generator = new TorchGenerator(seed);
        var draw = new PictureNoise(8, 8, 3);
        float[] result = SamplerRun.Run(
            sampler, start, noise => draw.Next(generator, noise), (state, step) => Replace(state, sampler.Level(step), original, fixedNoise, mask));

        double error = Difference.Maximum(result, Picture(file, "result"));
        TestContext.Out.WriteLine($"{name}: {error:0.0e0}");
        Assert.That(error, Is.LessThanOrEqualTo(Tolerance));
    }

    private static void Replace(float[] state, SignalNoise level, float[] original, float[] noise, bool[] mask)
    {
        for (int i = 0; i < state.Length; i++)
        {
            if (!mask[i / 3])
                state[i] = level.Signal * original[i] + level.Noise * noise[i];
        }
    }

    private static (Sampler Sampler, int[] Sequence, ulong Seed) Settings(string name, SamplerKind kind)
    {
        using JsonDocument json = JsonDocument.Parse(File.ReadAllText(GoldenData.Find("samplers", "samplers.json")));
        JsonElement run = json.RootElement.GetProperty("runs").GetProperty(name);
        int[] sequence = [.. run.GetProperty("sequence").EnumerateArray().Select(value => value.GetInt32()).Reverse()];
        JsonElement sampling = run.GetProperty("sampling");
        var options = new SamplerOptions(kind)
        {
            Steps = sequence.Length,
            NoiseLevel = run.GetProperty("noise_level").GetInt32(),
            TotalSteps = sampling.GetProperty("total_steps").GetInt32(),
        };
        if (sampling.TryGetProperty("beta_start", out JsonElement start))
            options = options with { BetaStart = start.GetDouble(), BetaEnd = sampling.GetProperty("beta_end").GetDouble() };
        return (Sampler.Create(options), sequence, run.GetProperty("seed_before_loop").GetUInt64());
    }

    private static int[] Times(Sampler sampler) => [.. Enumerable.Range(0, sampler.StepCount).Select(sampler.TimeStep)];

    private static float[] Picture(WeightCollection file, string name)
    {
        float[] planes = file.ReadFloat32(name);
        var picture = new float[planes.Length];
        int area = planes.Length / 3;
        for (int i = 0; i < planes.Length; i++)
            picture[i % area * 3 + i / area] = planes[i];
        return picture;
    }
}
