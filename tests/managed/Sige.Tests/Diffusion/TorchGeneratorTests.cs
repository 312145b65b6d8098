using NUnit.Framework;
using Sige.Diffusion;
using Sige.Weights;

namespace Sige.Tests.Diffusion;

/// <summary>The numbers of PyTorch's CPU generator.</summary>
internal sealed class TorchGeneratorTests
{
    /// <summary>PyTorch's vectorised functions err by some 3 ulp; of the recorded numbers none lies above 4.</summary>
    private const double Tolerance = 3e-7;

    [TestCase("randn_seed0_n5", 0ul)]
    [TestCase("randn_seed0_n15", 0ul)]
    [TestCase("randn_seed0_n16", 0ul)]
    [TestCase("randn_seed0_n17", 0ul)]
    [TestCase("randn_seed0_n100", 0ul)]
    [TestCase("randn_seed36_n64", 36ul)]
    [TestCase("randn_seed1234_n4096", 1234ul)]
    [TestCase("randn_seed9223372036854775807_n20", 9223372036854775807ul)]
    [TestCase("randn_seed36_1x4x8x8", 36ul)]
    public void NormalNumbersAreTheRecordedOnes(string name, ulong seed) =>
        CheckNormal(new TorchGenerator(seed), name);

    [Test]
    public void ASecondDrawGoesOnWhereTheFirstEnded()
    {
        var generator = new TorchGenerator(36);
        CheckNormal(generator, "randn_seed36_1x4x8x8");
        CheckNormal(generator, "randn_seed36_then_1x4x8x8");
    }

    [Test]
    public void UniformNumbersAreTheRecordedOnesBitForBit()
    {
        var generator = new TorchGenerator(5);
        float[] expected = Read("rand_seed5_n20");
        var actual = new float[expected.Length];

        generator.NextRand(actual);

        Assert.That(actual, Is.EqualTo(expected));
        CheckNormal(generator, "randn_after_rand_seed5_n33");
    }

    [Test]
    public void ShortDrawsKeepTheSecondNumberOfAPair()
    {
        var generator = new TorchGenerator(0);
        float[] expected = Read("randn_seed0_n5");
        var actual = new float[5];

        generator.NextRandn(actual.AsSpan(0, 1));
        generator.NextRandn(actual.AsSpan(1, 3));
        generator.NextRandn(actual.AsSpan(4));

        Assert.That(Difference.Maximum(actual, expected), Is.LessThanOrEqualTo(Tolerance));
    }

    [Test]
    public void SeedingForgetsTheSecondNumberOfAPair()
    {
        var generator = new TorchGenerator(3);
        generator.NextRandn(new float[1]);

        generator.Seed(0);

        CheckNormal(generator, "randn_seed0_n5");
    }

    [Test]
    public void ACloneDrawsWhatItsOriginalDraws()
    {
        var generator = new TorchGenerator(7);
        generator.NextRandn(new float[701]);
        generator.NextRandn(new float[1]);
        TorchGenerator clone = generator.Clone();
        var expected = new float[9];
        var actual = new float[9];

        generator.NextRandn(expected);
        clone.NextRandn(actual);

        Assert.That(actual, Is.EqualTo(expected));
    }

    [Test]
    public void NoiseOfAPictureIsDrawnChannelByChannel()
    {
        float[] planes = Read("randn_seed36_1x4x8x8");
        var actual = new float[planes.Length];

        new PictureNoise(8, 8, 4).Next(new TorchGenerator(36), actual);

        Assert.That(actual[(3 * 8 + 5) * 4 + 2], Is.EqualTo(planes[2 * 64 + 3 * 8 + 5]).Within(Tolerance));
        Assert.That(actual[4 * 63 + 3], Is.EqualTo(planes[^1]).Within(Tolerance));
    }

    private static void CheckNormal(TorchGenerator generator, string name)
    {
        float[] expected = Read(name);
        var actual = new float[expected.Length];
        generator.NextRandn(actual);
        Assert.That(Difference.Maximum(actual, expected), Is.LessThanOrEqualTo(Tolerance), name);
    }

    private static float[] Read(string name)
    {
        using WeightCollection file = WeightFile.Open(GoldenData.Find("rng", "torch_cpu.safetensors"));
        return file.ReadFloat32(name);
    }
}
