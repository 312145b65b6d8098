using System.Text;
using System.Text.Json.Nodes;
using NUnit.Framework;
using Sige.Models;
using Sige.Tests.Sessions;
using Sige.Tests.Weights;
using Sige.Weights;

namespace Sige.Tests.Models;

/// <summary>Models in the layout of diffusers.</summary>
internal sealed class DiffusersUNetTests
{
    private TemporaryFolder _folder = null!;
    private GoldenUNet _golden = null!;

    [SetUp]
    public void Open() => (_folder, _golden) = (new TemporaryFolder(), GoldenUNet.Open("ddpm"));

    [TearDown]
    public void Close()
    {
        _golden.Dispose();
        _folder.Dispose();
    }

    [Test]
    public void ARenamedNetworkPredictsTheSame([Values] bool olderAttention, [Values("", "unet")] string inner)
    {
        using WeightCollection plain = _golden.OpenWeights();
        SaveModel(inner, olderAttention, DiffusersUNetFile.Configuration(_golden.Configuration));

        string path = ModelFolder.FindWeights(_folder["model"]);
        using WeightCollection weights = WeightFile.Open(path);
        DiffusionUNet network = DiffusionUNet.Load(weights, UNetConfiguration.Resolve(null, _folder["model"]));

        Assert.That(Predict(network), Is.EqualTo(Predict(_golden.Load(plain))));
    }

    /// <summary>Padding, the embedding's order and shift and the norms' epsilon each change what a network predicts.</summary>
    [TestCase("downsample_padding", 1)]
    [TestCase("flip_sin_to_cos", true)]
    [TestCase("freq_shift", 0)]
    [TestCase("norm_eps", 1e-2)]
    [TestCase("attention_head_dim", 8)]
    public void WhatAConfigurationSaysIsHeard(string key, object value)
    {
        JsonObject json = DiffusersUNetFile.Configuration(_golden.Configuration);
        SaveModel("", olderAttention: false, json);
        using WeightCollection weights = WeightFile.Open(ModelFolder.FindWeights(_folder["model"]));
        float[] before = Predict(DiffusionUNet.Load(weights, Read(json)));
        json[key] = value switch { bool flag => flag, int number => number, _ => (double)value };

        float[] after = Predict(DiffusionUNet.Load(weights, Read(json)));

        Assert.That(Difference.Maximum(before, after), Is.GreaterThan(1e-6 * Difference.Scale(before)));
    }

    /// <summary>What google/ddpm-church-256, -bedroom-256, -cat-256, -celebahq-256 and their averaged kin say.</summary>
    [Test]
    public void ThePublishedModelsHaveTheBuiltInSizes()
    {
        UNetConfiguration church = UNetConfiguration.BuiltIn("ddpm-church-256");
        UNetConfiguration found = Read(DiffusersUNetFile.Configuration(church));

        Assert.That(found with { ChannelMultipliers = church.ChannelMultipliers, AttentionSizes = church.AttentionSizes }, Is.EqualTo(church));
        Assert.That(found.ChannelMultipliers, Is.EqualTo(church.ChannelMultipliers));
        Assert.That(found.AttentionSizes, Is.EqualTo(church.AttentionSizes));
    }

    [Test]
    public void TheSmallPublishedModelIsRead()
    {
        UNetConfiguration cifar = UNetConfiguration.BuiltIn("ddpm-church-256") with { PictureSize = 32, ChannelMultipliers = [1, 2, 2, 2], AttentionSizes = [16] };

        UNetConfiguration found = Read(DiffusersUNetFile.Configuration(cifar));

        Assert.That((found.PictureSize, found.SparseFrom, found.Channels, found.EmbeddingChannels), Is.EqualTo((32, 32, 128, 512)));
        Assert.That(found.ChannelMultipliers, Is.EqualTo(new[] { 1, 2, 2, 2 }));
        Assert.That(() => DiffusionUNet.Random(found).BuildGraph(), Throws.Nothing);
    }

    [TestCase("_class_name", "\"UNet2DConditionModel\"", "UNet2DModel")]
    [TestCase("resnet_time_scale_shift", "\"scale_shift\"", "'default'")]
    [TestCase("act_fn", "\"gelu\"", "'silu'")]
    [TestCase("in_channels", "4", "3")]
    [TestCase("out_channels", "6", "3")]
    [TestCase("time_embedding_type", "\"fourier\"", "'positional'")]
    [TestCase("center_input_sample", "true", "false")]
    [TestCase("class_embed_type", "\"timestep\"", "null")]
    [TestCase("num_class_embeds", "10", "null")]
    [TestCase("add_attention", "false", "true")]
    [TestCase("downsample_padding", "2", "0 to 1")]
    [TestCase("attention_head_dim", "48", "divisor")]
    [TestCase("norm_num_groups", "24", "24")]
    [TestCase("norm_eps", "\"small\"", "number")]
    [TestCase("mid_block_scale_factor", "1.41", "1")]
    [TestCase("down_block_types", "[\"DownBlock2D\", \"CrossAttnDownBlock2D\", \"DownBlock2D\"]", "AttnDownBlock2D")]
    [TestCase("up_block_types", "[\"UpBlock2D\", \"UpBlock2D\", \"UpBlock2D\"]", "reverse")]
    [TestCase("block_out_channels", "[32, 48, 64]", "multiples")]
    [TestCase("sample_size", "[64, 32]", "one size")]
    [TestCase("layers_per_block", "null", "1 to 64")]
    public void WhatIsNotHereIsRefused(string key, string value, string expected)
    {
        JsonObject json = DiffusersUNetFile.Configuration(_golden.Configuration);
        json[key] = JsonNode.Parse(value);

        Assert.That(
            () => Read(json),
            Throws.TypeOf<WeightFormatException>().With.Message.Contains("config.json").And.Message.Contains("diffusers").And.Message.Contains($"'{key}'").And.Message.Contains(expected)
                .Or.TypeOf<WeightFormatException>().With.Message.Contains("block_out_channels").And.Message.Contains(expected));
    }

    [TestCase("\"beta_schedule\": \"squaredcos_cap_v2\"", "'linear'")]
    [TestCase("\"beta_end\": 0.012", "0.02")]
    [TestCase("\"prediction_type\": \"v_prediction\"", "'epsilon'")]
    [TestCase("\"trained_betas\": [0.1]", "null")]
    public void AnotherNoiseScheduleIsRefused(string entry, string expected)
    {
        _folder.Write(Encoding.UTF8.GetBytes($$"""{"num_train_timesteps": 1000, "beta_start": 0.0001, {{entry}}}"""), "scheduler_config.json");

        Assert.That(() => Read(DiffusersUNetFile.Configuration(_golden.Configuration)), Throws.TypeOf<WeightFormatException>().With.Message.Contains("scheduler_config.json").And.Message.Contains(expected));
    }

    [Test]
    public void AFolderStandsForItsOneWeightFile()
    {
        Directory.CreateDirectory(_folder["model"]);
        Assert.That(ModelFolder.FindWeights(_folder["model"]), Is.EqualTo(_folder["model"]));
        File.WriteAllBytes(Path.Combine(_folder["model"], "a.pth"), [0]);
        Assert.That(ModelFolder.FindWeights(_folder["model"]), Does.EndWith("a.pth"));
        File.WriteAllBytes(Path.Combine(_folder["model"], "b.ckpt"), [0]);
        Assert.That(ModelFolder.FindWeights(_folder["model"]), Is.EqualTo(_folder["model"]));
        Assert.That(ModelFolder.FindWeights(_folder["nowhere"]), Is.EqualTo(_folder["nowhere"]));
    }

    /// <summary>The case's file has six tensors.</summary>
    [Test]
    public void AnIncompleteModelSaysWhatItLacks()
    {
        using WeightCollection plain = _golden.OpenWeights();
        using WeightCollection file = WeightFile.FromMemory("some.safetensors", DiffusersUNetFile.Rename(plain, 3, olderAttention: false).Take(6));

        Assert.That(() => _golden.Load(file), Throws.TypeOf<WeightFormatException>().With.Message.Contains("'time_embedding.linear_1.bias'").Or.Message.Contains("there is no tensor 'down_blocks.0"));
    }

    [TestCase("data:\n    image_size: 64\nmodel:\n    ch: 32\n    ch_mult: [1, 1, 2]\n    num_res_blocks: 1\n    attn_resolutions: [16, ]\n", "{\"resolution\": 64, \"ch\": 32, \"ch_mult\": [1, 1, 2], \"num_res_blocks\": 1, \"attn_resolutions\": [16]}")]
    [TestCase("# a comment\n---\nmodel:\n  type: simple # a word\n  ch_mult:\n  - 1\n", "\"ch_mult\": [1, 1, 2, 2, 4, 4]")]
    public void AYamlConfigurationIsNamed(string yaml, string advice)
    {
        string path = _folder.Write(Encoding.UTF8.GetBytes(yaml), "church.yml");

        Assert.That(() => UNetConfiguration.Read(path), Throws.TypeOf<WeightFormatException>().With.Message.Contains("YAML").And.Message.Contains("JSON file is expected").And.Message.Contains(advice));
    }

    private UNetConfiguration Read(JsonObject json) => UNetConfiguration.Read(_folder.Write(Encoding.UTF8.GetBytes(json.ToJsonString()), "config.json"));

    private void SaveModel(string inner, bool olderAttention, JsonObject json)
    {
        string folder = Path.Combine(_folder["model"], inner);
        Directory.CreateDirectory(folder);
        using WeightCollection plain = _golden.OpenWeights();
        SafetensorsWriter.Write(Path.Combine(folder, "diffusion_pytorch_model.safetensors"), DiffusersUNetFile.Rename(plain, _golden.Configuration.ChannelMultipliers.Count, olderAttention));
        File.WriteAllText(Path.Combine(folder, "config.json"), json.ToJsonString());
    }

    private float[] Predict(DiffusionUNet network)
    {
        using SessionRig rig = new(network.BuildGraph(), network.SessionOptions);
        rig.Session.Record(_golden.SessionInputs(network, "original"));
        return rig.Output();
    }
}
