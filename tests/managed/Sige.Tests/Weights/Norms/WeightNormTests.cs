using NUnit.Framework;
using Sige.Weights;

namespace Sige.Tests.Weights;

internal sealed class WeightNormTests
{
    /// <summary>v = [[3 4] [6 8]]: norms 5 and 10 of the rows, sqrt 45 and sqrt 80 of the columns, sqrt 125 of all.</summary>
    private static readonly float[] Direction = [3, 4, 6, 8];

    [TestCase("w.weight_g", "w.weight_v")]
    [TestCase("w.parametrizations.weight.original0", "w.parametrizations.weight.original1")]
    public void Fold_TakesANormForEachOutput(string magnitude, string direction)
    {
        using WeightCollection weights = InMemory(magnitude, [2, 1, 1, 1], [10, 5], direction, [2, 2, 1, 1]);

        WeightCollection folded = WeightNorms.Fold(weights);

        Assert.That(folded.Entries.Select(info => (info.Name, info.Shape)), Is.EqualTo(new[] { ("w.weight", new WeightShape(2, 2, 1, 1)) }));
        Assert.That(folded.ReadFloat32("w.weight"), Is.EqualTo(new[] { 6f, 8f, 3f, 4f }).Within(1e-6f));
    }

    [Test]
    public void Fold_TakesANormForEachInput()
    {
        using WeightCollection weights = InMemory("w.weight_g", [1, 2, 1, 1], [1, 2], "w.weight_v", [2, 2, 1, 1]);

        float[] expected = [3 / MathF.Sqrt(45), 8 / MathF.Sqrt(80), 6 / MathF.Sqrt(45), 16 / MathF.Sqrt(80)];
        Assert.That(WeightNorms.Fold(weights).ReadFloat32("w.weight"), Is.EqualTo(expected).Within(1e-6f));
    }

    [TestCase(new long[] { })]
    [TestCase(new long[] { 1 })]
    [TestCase(new long[] { 1, 1 })]
    public void Fold_TakesOneNorm(long[] shape)
    {
        using WeightCollection weights = InMemory("w.weight_g", new WeightShape(shape), [5], "w.weight_v", [2, 2]);

        float[] expected = [.. Direction.Select(value => value * 5 / MathF.Sqrt(125))];
        Assert.That(WeightNorms.Fold(weights).ReadFloat32("w.weight"), Is.EqualTo(expected).Within(1e-6f));
    }

    [Test]
    public void Fold_WithAMagnitudeOfAnotherShape_SaysBothShapes()
    {
        using WeightCollection weights = InMemory("w.weight_g", [3, 1], [1, 1, 1], "w.weight_v", [2, 2]);

        Assert.That(() => WeightNorms.Fold(weights), Throws.TypeOf<WeightFormatException>().With.Message.Contains("'w.weight_g'").And.Message.Contains("[2, 2]").And.Message.Contains("[3, 1]"));
    }

    [Test]
    public void Fold_OfZeros_IsRefused()
    {
        using WeightCollection weights = WeightFile.FromMemory("memory",
            [WeightData.FromFloat32("w.weight_g", [1, 1], new[] { 1f }), WeightData.FromFloat32("w.weight_v", [1, 2], new float[2])]);

        Assert.That(() => WeightNorms.Fold(weights).ReadFloat32("w.weight"), Throws.TypeOf<WeightFormatException>().With.Message.Contains("w.weight_v"));
    }

    private static WeightCollection InMemory(string magnitude, WeightShape magnitudes, float[] values, string direction, WeightShape shape) =>
        WeightFile.FromMemory("memory", [WeightData.FromFloat32(magnitude, magnitudes, values), WeightData.FromFloat32(direction, shape, Direction)]);
}
