using NUnit.Framework;
using Sige.Weights;

namespace Sige.Tests.Weights;

/// <summary>Weights that are split over several files, and indices that are not to be trusted.</summary>
internal sealed class ShardedWeightTests
{
    private const string First = "a-1-of-2.safetensors";
    private const string Second = "a-2-of-2.safetensors";

    [Test]
    public void FilesAreOneCollection()
    {
        using var folder = new TemporaryFolder();
        using WeightCollection weights = WeightFile.Open(Write(folder, $$"""{"metadata": {}, "weight_map": {"x": "{{First}}", "y": "{{Second}}"} }"""));

        Assert.That(weights.Entries.Select(info => info.Name), Is.EqualTo(new[] { "x", "y" }));
        Assert.That((weights.ReadFloat32("x")[0], weights.ReadFloat32("y")[0]), Is.EqualTo((1f, 2f)));
        Assert.That(weights.Format, Is.EqualTo(WeightFormat.Safetensors));
    }

    [TestCase("""{"weight_map": {"x": "../a-1-of-2.safetensors"}}""", "the name of a file beside the index")]
    [TestCase("""{"weight_map": {"x": "/etc/passwd"}}""", "the name of a file beside the index")]
    [TestCase("""{"weight_map": {"x": "b\\c.safetensors"}}""", "the name of a file beside the index")]
    [TestCase("""{"weight_map": {"x": "a.index.json"}}""", "the name of a file beside the index")]
    [TestCase("""{"weight_map": {"x": 7}}""", "the name of a file beside the index")]
    [TestCase("""{"weight_map": {"x": "a-1-of-2.safetensors", "x": "a-2-of-2.safetensors"}}""", "listed twice")]
    [TestCase("""{"weight_map": {"x": "a-3-of-2.safetensors"}}""", "which is not beside it")]
    [TestCase("""{"weight_map": {"x": "a-1-of-2.safetensors", "z": "a-2-of-2.safetensors"}}""", "'z' is in 'a-2-of-2.safetensors', but it is not")]
    [TestCase("""{"weight_map": {"x": "a-1-of-2.safetensors", "y": "a-1-of-2.safetensors"}}""", "'y' is in 'a-1-of-2.safetensors', but it is not")]
    [TestCase("""{"weight_map": {}}""", "names 0 weight files")]
    [TestCase("""{"weights": {}}""", "'weight_map' is expected")]
    [TestCase("[1]", "'weight_map' is expected")]
    [TestCase("{", "no index of weight files")]
    public void WrongIndicesAreNamed(string index, string message)
    {
        using var folder = new TemporaryFolder();
        string path = Write(folder, index);

        Assert.That(() => WeightFile.Open(path), Throws.TypeOf<WeightFormatException>().With.Message.Contains("a.index.json").And.Message.Contains(message));
    }

    [Test]
    public void AnUnlistedTensorAndADamagedFileAreNamed()
    {
        using var folder = new TemporaryFolder();
        string path = Write(folder, $$"""{"weight_map": {"x": "{{First}}", "y": "{{Second}}"} }""");
        SafetensorsWriter.Write(folder[Second], [Tensor("y", 2), Tensor("extra", 3)]);
        Assert.That(() => WeightFile.Open(path), Throws.TypeOf<WeightFormatException>().With.Message.Contains("'extra', which the index does not list"));

        File.WriteAllBytes(folder[Second], [1, 2, 3]);
        Assert.That(() => WeightFile.Open(path), Throws.TypeOf<WeightFormatException>().With.Message.Contains(Second));
        Assert.That(() => File.Delete(folder[First]), Throws.Nothing, "the other file was closed");
    }

    private static string Write(TemporaryFolder folder, string index)
    {
        SafetensorsWriter.Write(folder[First], [Tensor("x", 1)]);
        SafetensorsWriter.Write(folder[Second], [Tensor("y", 2)]);
        File.WriteAllText(folder["a.index.json"], index);
        return folder["a.index.json"];
    }

    private static WeightData Tensor(string name, float value) => WeightData.FromFloat32(name, [1], new[] { value });
}
