using NUnit.Framework;
using Sige.Devices;
using Sige.Models;
using Sige.Tests.Weights;
using Sige.Weights;

namespace Sige.Tests.Models.StableDiffusion;

/// <summary>From a prompt to what the U-Net reads.</summary>
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class PromptEncodingTests : IDisposable
{
    private const int Vocabulary = 600;
    private const int Channels = 48;

    private readonly TemporaryFolder _folder = new();
    private readonly ClipTokenizer _tokenizer = SmallVocabulary.Open();

    public void Dispose() => _folder.Dispose();

    [Test]
    public void EachTokenHasTheWeightOfItsPart()
    {
        ClipTokens text = _tokenizer.Encode(WeightedPrompt.Parse("hello (cats:1.5) [cat]"));

        int[] pieces = [.. _tokenizer.Encode("hello cats cat").Tokens];
        Assert.That(text.Tokens, Is.EqualTo(pieces));
        Assert.That(text.Weights[..7], Is.EqualTo(new[] { 1, 1, 1.5f, 1.5f, 1.5f, 1 / 1.1f, 1 }));
        Assert.That(text.Weights[7..], Is.All.EqualTo(1f));
        Assert.That((text.LeftOut, text.NoticeOf("text")), Is.EqualTo((0, (string?)null)));
    }

    [Test]
    public void OtherScriptsAreWeightedByteByByte()
    {
        ClipTokens text = _tokenizer.Encode(WeightedPrompt.Parse("(\u65e5:2)"));

        Assert.That(text.Weights[..5], Is.EqualTo(new[] { 1f, 2, 2, 2, 1 }));
    }

    [TestCase(75, 0, null)]
    [TestCase(76, 1, "The text has 76 tokens, but the text encoder takes 75: the last 1 was left out.")]
    [TestCase(80, 5, "The text has 80 tokens, but the text encoder takes 75: the last 5 were left out.")]
    public void WhatIsCutIsTold(int words, int leftOut, string? notice)
    {
        ClipTokens text = _tokenizer.Encode(WeightedPrompt.Parse($"cat ({string.Join(' ', Enumerable.Repeat("cat", words - 1))}:2)"));

        Assert.That((text.LeftOut, text.NoticeOf("text")), Is.EqualTo((leftOut, notice)));
        Assert.That((text.Tokens.Length, text.Tokens[0], text.Tokens[76]), Is.EqualTo((77, _tokenizer.Start, _tokenizer.End)));
        Assert.That((text.Weights[0], text.Weights[1], text.Weights[2], text.Weights[75], text.Weights[76]), Is.EqualTo((1f, 1f, 2f, 2f, 1f)));
    }

    [Test]
    public void WeightsKeepTheMean()
    {
        float[] context = [1, 2, 3, 4, 5, 6], weighted = [.. context];

        TokenWeights.Apply(weighted, [1, 2, 0.5f]);

        // Sums: 21 before, 3 + 14 + 5.5 after.
        float[] expected = [.. new[] { 1, 2, 6, 8, 2.5f, 3 }.Select(x => x * 21 / 22.5f)];
        Assert.That(weighted, Is.EqualTo(expected).Within(1e-6));
        float[] unmoved = [0.1f, 0.2f, 0.3f];
        TokenWeights.Apply(unmoved, [1, 1, 1]);
        Assert.That(unmoved, Is.EqualTo(new[] { 0.1f, 0.2f, 0.3f }));
        float[] none = [1, -1, 2, 3];
        TokenWeights.Apply(none, [1, 0]);
        Assert.That(none, Is.EqualTo(new[] { 1f, -1, 0, 0 }), "a mean of 0 cannot be brought back");
    }

    [Test]
    public void APromptIsSplitEncodedAndWeighted([Values(0, 1)] int skipped)
    {
        using StableDiffusionModel model = StableDiffusionModel.Open(WriteModel());
        using Engine engine = Engine.Open();
        float[] plain = model.TextEncoder.Encode(engine, _tokenizer.Encode("hello cat").Tokens, skipped);

        EncodedPrompt[] prompts = model.EncodePrompts(engine, ["hello cat", "hello (cat:1.5)", ""], skipped);

        Assert.That(prompts[0].Context, Is.EqualTo(plain));
        Assert.That(model.EncodePrompt(engine, "hello cat", skipped).Context, Is.EqualTo(plain));
        float[] expected = [.. plain];
        for (int i = 2 * Channels; i < 3 * Channels; i++)
            expected[i] *= 1.5f;
        float factor = (float)(plain.Sum(x => (double)x) / expected.Sum(x => (double)x));
        Assert.That(Difference.Maximum(prompts[1].Context, [.. expected.Select(x => x * factor)]), Is.LessThan(1e-6 * Difference.Scale(plain)));
        Assert.That(prompts[2].Context, Has.Length.EqualTo(77 * Channels));
        Assert.That(prompts[2].Tokens.Tokens, Is.EqualTo(_tokenizer.Encode("").Tokens));
        Assert.That(model.EncodePrompt(engine, string.Join(' ', Enumerable.Repeat("cat", 90)), skipped).Tokens.NoticeOf("text"), Does.Contain("the last 15 were left out"));
    }

    [Test]
    public void AMissingOrOtherTokenizerIsNamed()
    {
        string path = WriteModel();
        File.Delete(Path.Combine(path, "tokenizer", "merges.txt"));
        using Engine engine = Engine.Open();
        using (StableDiffusionModel model = StableDiffusionModel.Open(path))
            Assert.That(() => model.EncodePrompt(engine, "a"), Fault("merges.txt", "missing"));

        string other = _folder["other"];
        Dictionary<string, int> tokens = SmallVocabulary.Tokens();
        tokens.Add("dog</w>", Vocabulary);
        SmallVocabulary.Write(other, tokens, SmallVocabulary.Merges);
        using (StableDiffusionModel model = StableDiffusionModel.Open(path, new StableDiffusionOptions { TokenizerPath = other }))
            Assert.That(() => model.EncodePrompt(engine, "a"), Fault(other, "at most 600 tokens is expected, as the text encoder has, but this one has 601"));
    }

    [Test]
    public void ASingleFileAsksForATokenizer()
    {
        string path = _folder["model.safetensors"];
        using var golden = new GoldenStableDiffusion();
        using WeightCollection text = WeightFile.Open(GoldenData.Find("sd", "text_weights.pth"));
        SafetensorsWriter.Write(path, [.. Copy(golden.Weights, ""), .. Copy(text, "cond_stage_model.transformer.")]);
        using StableDiffusionModel model = StableDiffusionModel.Open(path, new StableDiffusionOptions
        {
            UNet = GoldenStableDiffusion.UNetConfiguration,
            Autoencoder = GoldenStableDiffusion.AutoencoderConfiguration,
            TextEncoder = new ClipTextConfiguration { Vocabulary = 120, Channels = Channels, InnerChannels = 192, Layers = 2, Heads = 4 },
        });

        Assert.That(() => model.Tokenizer, Fault("model.safetensors", "TokenizerPath is expected to be a folder"));
    }

    private static NUnit.Framework.Constraints.IResolveConstraint Fault(string file, string message) =>
        Throws.TypeOf<WeightFormatException>().With.Message.Contains(file).And.Message.Contains(message);

    /// <summary>The recorded model with a tokenizer, and a text encoder that knows its tokens.</summary>
    private string WriteModel()
    {
        string model = DiffusersFolder.Write(_folder, older: false);
        SmallVocabulary.Write(Path.Combine(model, "tokenizer"), SmallVocabulary.Tokens(), SmallVocabulary.Merges);
        string encoder = Path.Combine(model, "text_encoder"), configuration = Path.Combine(encoder, "config.json");
        File.WriteAllText(configuration, File.ReadAllText(configuration).Replace("\"vocab_size\": 120", $"\"vocab_size\": {Vocabulary}", StringComparison.Ordinal));
        var random = new Random(4);
        WeightData table = WeightData.FromFloat32(
            "text_model.embeddings.token_embedding.weight", [Vocabulary, Channels], Enumerable.Range(0, Vocabulary * Channels).Select(_ => random.NextSingle() - 0.5f).ToArray());
        using WeightCollection text = WeightFile.Open(GoldenData.Find("sd", "text_weights.pth"));
        SafetensorsWriter.Write(Path.Combine(encoder, "model.safetensors"), [.. Copy(text, "").Where(tensor => tensor.Info.Name != table.Info.Name), table]);
        return model;
    }

    private static IEnumerable<WeightData> Copy(WeightCollection weights, string prefix) => weights.Entries
        .Where(info => info.DataType == WeightDataType.Float32)
        .Select(info => WeightData.FromFloat32(prefix + info.Name, info.Shape, weights.ReadFloat32(info.Name)));
}
