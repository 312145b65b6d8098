using NUnit.Framework;
using Sige.Models;
using Sige.Tensors;
using Sige.Weights;

namespace Sige.Tests.Models.StableDiffusion;

/// <summary>A low-rank update that is merged at load is W + scale (alpha / rank) B A, under either set of names.</summary>
internal sealed class LowRankUpdateTests
{
    private const string Query = "mid_block.attentions.0.transformer_blocks.0.attn1.to_q";
    private const string Convolution = "down_blocks.0.resnets.0.conv1";
    private const int Rank = 3;
    private const float Scale = 0.7f;
    private const float Alpha = 2;

    private static IEnumerable<TestCaseData> NameSets()
    {
        yield return new TestCaseData((Func<string, string, string>)((module, role) => $"lora_unet_{module.Replace('.', '_')}.lora_{role}.weight"), true).SetArgDisplayNames("kohya");
        yield return new TestCaseData((Func<string, string, string>)((module, role) => $"unet.{module}.lora_{(role == "down" ? "A" : "B")}.weight"), false).SetArgDisplayNames("peft");
        yield return new TestCaseData((Func<string, string, string>)((module, role) => $"unet.{module}.lora.{role}.weight"), false).SetArgDisplayNames("diffusers");
    }

    [TestCaseSource(nameof(NameSets))]
    public void WeightsAreMerged(Func<string, string, string> name, bool hasAlpha)
    {
        using var golden = new GoldenStableDiffusion();
        float[] queryDown = Values(Rank * 64, 1), queryUp = Values(64 * Rank, 2), convolutionDown = Values(Rank * 32 * 9, 3), convolutionUp = Values(32 * Rank, 4);
        List<WeightData> tensors =
        [
            WeightData.FromFloat32(name(Query, "down"), [Rank, 64], queryDown),
            WeightData.FromFloat32(name(Query, "up"), [64, Rank], queryUp),
            WeightData.FromFloat32(name(Convolution, "down"), [Rank, 32, 3, 3], convolutionDown),
            WeightData.FromFloat32(name(Convolution, "up"), [32, Rank, 1, 1], convolutionUp),
            WeightData.FromFloat32("lora_te_text_model_encoder_layers_0_mlp_fc1.lora_down.weight", [1, 1], new float[1]),
            WeightData.FromFloat32("lora_te_text_model_encoder_layers_0_mlp_fc1.lora_up.weight", [1, 1], new float[1]),
        ];
        if (hasAlpha)
        {
            tensors.Add(WeightData.FromFloat32($"lora_unet_{Query.Replace('.', '_')}.alpha", [], new[] { Alpha }));
            tensors.Add(WeightData.FromFloat32($"lora_unet_{Convolution.Replace('.', '_')}.alpha", [], new[] { Alpha }));
        }

        using WeightCollection file = WeightFile.FromMemory("style.safetensors", tensors);
        ConditionalUNet merged = ConditionalUNet.Load(golden.Weights, GoldenStableDiffusion.UNetConfiguration, updates: [new LowRankUpdate(file, Scale)]);

        double factor = Scale * (hasAlpha ? Alpha / Rank : 1.0);
        Dictionary<string, float[]> before = Weights(golden.LoadUNet()), after = Weights(merged);
        RequireSum(after[$"{Query}.weight"], before[$"{Query}.weight"], factor, queryUp, queryDown, 64);
        RequireSum(after[$"{Convolution}.weight"], before[$"{Convolution}.weight"], factor, convolutionUp, convolutionDown, 32);
        Assert.That(after.Where(weight => !weight.Key.StartsWith(Query, StringComparison.Ordinal) && !weight.Key.StartsWith(Convolution, StringComparison.Ordinal)).All(
            weight => weight.Value.AsSpan().SequenceEqual(before[weight.Key])));
    }

    [Test]
    public void WhatDoesNotFitIsTold()
    {
        Refuse([Tensor($"unet.{Query}.lora_A.weight", [3, 64])], "has down; down and up are expected");
        Refuse([Tensor($"unet.{Query}.lora_A.weight", [3, 64]), Tensor($"unet.{Query}.lora_B.weight", [64, 4])], "is expected to be [rank, 64] and [64, rank], but is [3, 64] and [64, 4]");
        Refuse([Tensor("unet.conv_in.hada_w1_a", [3, 64])], "'unet.conv_in.hada_w1_a' is no part of a low-rank update");
        Refuse([Tensor($"lora_te1_{Query}.lora_down.weight", [3, 64]), Tensor($"lora_te1_{Query}.lora_up.weight", [64, 3])], "2 tensors are of no part of the model: 'lora_te1_");
        Refuse([Tensor($"{Query}.lora_A.weight", [3, 64]), Tensor($"unet.{Query}.lora_A.weight", [3, 64]), Tensor($"unet.{Query}.lora_B.weight", [64, 3])], "names are expected to begin with lora_unet_ or unet., lora_te_ or text_encoder.");
        Refuse([], "there is no tensor");
        Refuse([Tensor("unet.up_blocks.9.lora_A.weight", [3, 64]), Tensor("unet.up_blocks.9.lora_B.weight", [64, 3])], "1 updates are of modules that the network does not have: 'up_blocks_9'");
        Refuse(
            [
                Tensor($"unet.{Query}.lora_A.weight", [3, 64]), Tensor($"lora_unet_{Query.Replace('.', '_')}.lora_down.weight", [3, 64]),
            ], "several updates of");
    }

    private static void Refuse(WeightData[] tensors, string message)
    {
        using var golden = new GoldenStableDiffusion();
        using WeightCollection file = WeightFile.FromMemory("style.safetensors", tensors);
        Assert.That(
            () => ConditionalUNet.Load(golden.Weights, GoldenStableDiffusion.UNetConfiguration, updates: [new LowRankUpdate(file)]),
            Throws.TypeOf<WeightFormatException>().With.Message.Contains("style.safetensors").And.Message.Contains(message));
    }

    private static WeightData Tensor(string name, WeightShape shape) => WeightData.FromFloat32(name, shape, new float[shape.ElementCount]);

    private static Dictionary<string, float[]> Weights(ConditionalUNet network) => network.BuildGraph(new Resolution(8, 8)).Nodes.OfType<Sige.Graphs.ConvolutionNode>()
        .ToDictionary(node => $"{node.Name}.weight", node => node.Weight.Read());

    /// <summary>One rounding of the sum to float32, and one of the product of the factors.</summary>
    private static void RequireSum(float[] actual, float[] weight, double factor, float[] up, float[] down, int rows)
    {
        int columns = weight.Length / rows;
        for (int i = 0; i < weight.Length; i++)
        {
            double sum = 0;
            for (int r = 0; r < Rank; r++)
                sum += (double)up[i / columns * Rank + r] * down[r * columns + i % columns];
            double expected = weight[i] + factor * sum;
            Assert.That(actual[i], Is.EqualTo(expected).Within(Math.ScaleB(2 * Math.Abs(factor * sum) + Math.Abs(expected), -24)));
        }
    }

    private static float[] Values(int count, int seed)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, count).Select(_ => random.NextSingle() - 0.5f)];
    }
}
