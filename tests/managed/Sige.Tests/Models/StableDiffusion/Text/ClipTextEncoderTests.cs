using NUnit.Framework;
using Sige.Devices;
using Sige.Models;
using Sige.Tensors;
using Sige.Tests.Graphs;
using Sige.Tests.Onnx;
using Sige.Weights;

namespace Sige.Tests.Models.StableDiffusion;

/// <summary>The text encoder of Stable Diffusion against what the reference recorded.</summary>
internal sealed class ClipTextEncoderTests
{
    private const string Configuration = """
        {"model_type": "clip_text_model", "hidden_size": 48, "intermediate_size": 192, "num_hidden_layers": 2, "num_attention_heads": 4,
         "max_position_embeddings": 77, "vocab_size": 120, "hidden_act": "quick_gelu", "layer_norm_eps": 1e-5}
        """;

    [Test]
    public void TextsAreEncodedAsRecorded()
    {
        using WeightCollection weights = WeightFile.Open(GoldenData.Find("sd", "text_weights.pth")), recording = WeightFile.Open(GoldenData.Find("sd", "text_io.safetensors"));
        ClipTextEncoder network = ClipTextEncoder.Load(weights, ClipTextConfiguration.Parse(Configuration, "config.json"));
        int[] tokens = Array.ConvertAll(recording.ReadInt64("ids"), id => (int)id);
        float[] expected = recording.ReadFloat32("hidden");
        using Engine engine = Engine.Open();

        float[] both = network.Encode(engine, [.. tokens, .. tokens]);

        (float[] first, float[] second) = (both[..expected.Length], both[expected.Length..]);
        Assert.That(Difference.Maximum(first, expected), Is.LessThan(1e-5 * Difference.Scale(expected)));
        Assert.That(second, Is.EqualTo(first), "the same text twice");
        var inputs = new Dictionary<string, float[]> { [ClipTextEncoder.EmbeddingInput] = network.Embed(tokens) };
        Assert.That(Difference.Maximum(ReferenceInterpreter.Run(network.BuildGraph(), inputs)[ClipTextEncoder.ContextOutput], expected), Is.LessThan(1e-5 * Difference.Scale(expected)));
        Assert.That(Difference.Maximum(OnnxRun.Run(network.BuildGraph(), inputs)[ClipTextEncoder.ContextOutput], expected), Is.LessThan(1e-5 * Difference.Scale(expected)));
    }

    [Test]
    public void ATokenDoesNotSeeThoseBehindIt()
    {
        ClipTextEncoder network = ClipTextEncoder.Random(ClipTextConfiguration.Parse(Configuration, "config.json"));
        using Engine engine = Engine.Open();
        int[] tokens = [.. Enumerable.Range(0, 77)], others = [.. tokens];
        others[40] = 119;

        float[] first = network.Encode(engine, tokens), second = network.Encode(engine, others);

        Assert.That(second[..(40 * 48)], Is.EqualTo(first[..(40 * 48)]));
        Assert.That(second[(40 * 48)..(41 * 48)], Is.Not.EqualTo(first[(40 * 48)..(41 * 48)]));
    }

    [Test]
    public void LastLayersCanBeLeftOut()
    {
        ClipTextConfiguration two = ClipTextConfiguration.Parse(Configuration, "config.json");
        using Engine engine = Engine.Open();
        int[] tokens = [.. Enumerable.Range(0, 77)];

        float[] skipped = ClipTextEncoder.Random(two).Encode(engine, tokens, skipped: 1);

        Assert.That(skipped, Is.EqualTo(ClipTextEncoder.Random(two with { Layers = 1 }).Encode(engine, tokens)));
        Assert.That(() => ClipTextEncoder.Random(two).Encode(engine, tokens, skipped: 2), Throws.TypeOf<ArgumentOutOfRangeException>());
    }

    [Test]
    public void WrongTokensAreNamed()
    {
        ClipTextEncoder network = ClipTextEncoder.Random(ClipTextConfiguration.Parse(Configuration, "config.json"));

        Assert.That(() => network.Embed(new int[76]), Throws.ArgumentException.With.Message.Contains("Texts of 77 tokens each are expected, but there are 76"));
        Assert.That(() => network.Embed([.. Enumerable.Repeat(1, 76), 120]), Throws.ArgumentException.With.Message.Contains("Token 76 is expected to be from 0 to 119, but is 120"));
        Assert.That(() => network.Embed([-1, .. Enumerable.Repeat(1, 76)]), Throws.ArgumentException.With.Message.Contains("Token 0"));
    }

    [TestCase("\"num_attention_heads\": 4", "\"num_attention_heads\": 5", "'num_attention_heads' is expected to be a divisor of hidden_size (48), but is 5")]
    [TestCase("\"quick_gelu\"", "\"relu\"", "'hidden_act' is expected to be 'quick_gelu' or 'gelu', but is \"relu\"")]
    [TestCase("\"vocab_size\": 120", "\"vocab_size\": -3", "'vocab_size' is expected to be a whole number from 1")]
    public void WrongConfigurationsAreNamed(string found, string changed, string message) => Assert.That(
        () => ClipTextConfiguration.Parse(Configuration.Replace(found, changed, StringComparison.Ordinal), "config.json"),
        Throws.TypeOf<WeightFormatException>().With.Message.Contains("config.json").And.Message.Contains(message));
}
