using NUnit.Framework;
using Sige.Weights;

namespace Sige.Tests.Weights;

/// <summary>The networks that the command line ships.</summary>
internal sealed class DemoWeightsTests
{
    private static readonly string Folder = Path.Combine(GoldenData.Find(), "..", "..", "managed", "Sige.Cli", "Demo");

    [Test]
    public void Demo_IsAFloat16SpadeGenerator()
    {
        using WeightCollection weights = WeightFile.Open(Path.Combine(Folder, "street_spade.f16.safetensors"));

        weights.Expect("fc.weight", [16 * 16, 36, 3, 3]);
        weights.Expect("conv_img.weight", [3, 16, 3, 3]);
        Assert.That(weights.Entries.Select(info => info.DataType), Is.All.EqualTo(WeightDataType.Float16));
        Assert.That(weights.Entries.SelectMany(info => weights.ReadFloat32(info.Name)), Has.All.Matches<float>(float.IsFinite));
    }

    [Test]
    public void TheDenoiserIsFloat16AndBelowTenMegabytes()
    {
        string path = Path.Combine(Folder, "street_ddpm128.f16.safetensors");
        using WeightCollection weights = WeightFile.Open(path);

        Assert.That(weights.Entries.Select(info => info.DataType), Is.All.EqualTo(WeightDataType.Float16));
        Assert.That(weights.Entries.SelectMany(info => weights.ReadFloat32(info.Name)), Has.All.Matches<float>(float.IsFinite));
        Assert.That(new FileInfo(path).Length, Is.LessThan(10_000_000));
    }

    [Test]
    public void Demo_IsSmallEnoughToShip() =>
        Assert.That(Directory.GetFiles(Folder).Sum(file => new FileInfo(file).Length), Is.LessThan(22_000_000));
}
