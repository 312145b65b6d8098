using System.Text.Json.Nodes;
using NUnit.Framework;
using Sige.Graphs;
using Sige.Models;
using Sige.Tensors;
using Sige.Tests.Weights;
using Sige.Weights;

namespace Sige.Tests.Models.StableDiffusion;

/// <summary>A model from a folder of diffusers and from a single file is the same, and what does not fit is told.</summary>
internal sealed class StableDiffusionModelTests
{
    private static readonly StableDiffusionOptions SmallSizes = new()
    {
        UNet = GoldenStableDiffusion.UNetConfiguration,
        Autoencoder = GoldenStableDiffusion.AutoencoderConfiguration,
    };

    /// <summary>Own to other and back gives the same name for every tensor of the file, and no two share one.</summary>
    [Test]
    public void NamesAreTranslatedBothWays()
    {
        using var golden = new GoldenStableDiffusion();
        (string Section, NameTable Table)[] networks =
        [
            ("model.diffusion_model", ConditionalUNetNames.CompVis(GoldenStableDiffusion.UNetConfiguration)),
            ("first_stage_model", AutoencoderNames.CompVis(GoldenStableDiffusion.AutoencoderConfiguration)),
        ];
        foreach ((string section, NameTable table) in networks)
        {
            string[] stored = [.. golden.Weights.Select(section).Entries.Select(info => info.Name)];
            string[] own = Array.ConvertAll(stored, table.ToOwn);

            Assert.That(Array.ConvertAll(own, table.ToOther), Is.EqualTo(stored));
            Assert.That(own, Is.Unique.And.None.Contains("_blocks.0.0."));
        }
    }

    [Test]
    public void TheFullSizedTablesAreOneToOne()
    {
        NameTable table = ConditionalUNetNames.CompVis(ConditionalUNetConfiguration.StableDiffusion1());
        (string Own, string Other)[] known =
        [
            ("down_blocks.2.attentions.1.transformer_blocks.0.attn2.to_k.weight", "input_blocks.8.1.transformer_blocks.0.attn2.to_k.weight"),
            ("down_blocks.3.resnets.1.time_emb_proj.bias", "input_blocks.11.0.emb_layers.1.bias"),
            ("down_blocks.1.downsamplers.0.conv.weight", "input_blocks.6.0.op.weight"),
            ("up_blocks.0.upsamplers.0.conv.weight", "output_blocks.2.1.conv.weight"),
            ("up_blocks.2.upsamplers.0.conv.bias", "output_blocks.8.2.conv.bias"),
            ("up_blocks.3.attentions.2.proj_out.weight", "output_blocks.11.1.proj_out.weight"),
            ("mid_block.resnets.1.conv2.weight", "middle_block.2.out_layers.3.weight"),
            ("conv_norm_out.weight", "out.0.weight"),
        ];
        foreach ((string own, string other) in known)
        {
            Assert.That(table.ToOther(own), Is.EqualTo(other));
            Assert.That(table.ToOwn(other), Is.EqualTo(own));
        }
    }

    [Test]
    public void AFolderOfDiffusersIsTheSameModel([Values] bool older)
    {
        using var folder = new TemporaryFolder();
        using var golden = new GoldenStableDiffusion();
        using StableDiffusionModel model = StableDiffusionModel.Open(DiffusersFolder.Write(folder, older));

        Assert.That(model.UNet.Configuration with { Levels = [] }, Is.EqualTo(GoldenStableDiffusion.UNetConfiguration with { Levels = [] }));
        Assert.That(model.UNet.Configuration.Levels, Is.EqualTo(GoldenStableDiffusion.UNetConfiguration.Levels));
        Assert.That(model.Autoencoder.Configuration with { Widths = [] }, Is.EqualTo(GoldenStableDiffusion.AutoencoderConfiguration with { Widths = [] }));
        RequireSame(UNetGraph(model.UNet), UNetGraph(golden.LoadUNet()));
        Autoencoder expected = golden.LoadAutoencoder();
        RequireSame(model.Autoencoder.BuildEncoder(new Resolution(64, 64)), expected.BuildEncoder(new Resolution(64, 64)));
        RequireSame(model.Autoencoder.BuildDecoder(new Resolution(8, 8)), expected.BuildDecoder(new Resolution(8, 8)));
        Assert.That(model.TextEncoder.Configuration.Tokens, Is.EqualTo(77));
    }

    /// <summary>A single file has the text encoder under its own key; another autoencoder may take the place of its own.</summary>
    [Test]
    public void ASingleFileHoldsAllNetworks()
    {
        using var folder = new TemporaryFolder();
        using var golden = new GoldenStableDiffusion();
        using WeightCollection text = WeightFile.Open(GoldenData.Find("sd", "text_weights.pth"));
        string path = folder["model.safetensors"];
        SafetensorsWriter.Write(path, [.. Copy(golden.Weights, ""), .. Copy(text, "cond_stage_model.transformer."), WeightData.FromFloat32("betas", [3], new float[3])]);
        string vae = folder["vae.safetensors"];
        SafetensorsWriter.Write(vae, Copy(golden.Weights.Select("first_stage_model"), "", factor: 2));
        StableDiffusionOptions sizes = SmallSizes with { TextEncoder = new ClipTextConfiguration { Vocabulary = 120, Channels = 48, InnerChannels = 192, Layers = 2, Heads = 4 } };

        using StableDiffusionModel model = StableDiffusionModel.Open(path, sizes with { AutoencoderPath = vae });

        RequireSame(UNetGraph(model.UNet), UNetGraph(golden.LoadUNet()));
        float[] doubled = NetworkConstants.Read(model.Autoencoder.BuildDecoder(new Resolution(8, 8)))[0];
        Assert.That(doubled, Is.EqualTo(NetworkConstants.Read(golden.LoadAutoencoder().BuildDecoder(new Resolution(8, 8)))[0].Select(x => 2 * x)));
    }

    /// <summary>A configuration beside a file counts if it is an autoencoder's; another network's may lie there too.</summary>
    [Test]
    public void AnAutoencoderOfItsOwnBringsItsConfiguration([Values("AutoencoderKL", "UNet2DConditionModel", null)] string? kind)
    {
        using var folder = new TemporaryFolder();
        string path = DiffusersFolder.Write(folder, older: false), own = Path.Combine(path, "vae"), separate = folder["separate"];
        Directory.CreateDirectory(separate);
        string vae = Path.Combine(separate, "fine.safetensors");
        File.Copy(Directory.GetFiles(own, "*.safetensors").Single(), vae);
        JsonNode configuration = JsonNode.Parse(File.ReadAllText(Path.Combine(own, "config.json")))!;
        (configuration["_class_name"], configuration["scaling_factor"]) = (kind, 0.5);
        File.WriteAllText(Path.Combine(separate, "config.json"), configuration.ToJsonString());

        StableDiffusionModel Open() => StableDiffusionModel.Open(path, new StableDiffusionOptions { AutoencoderPath = vae });
        if (kind != "AutoencoderKL")
        {
            Assert.That(Open, Throws.TypeOf<WeightFormatException>().With.Message.Contains(vae), "the usual sizes are taken, which this one has not");
            return;
        }

        using StableDiffusionModel model = Open();
        Assert.That(model.Autoencoder.Configuration.ScalingFactor, Is.EqualTo(0.5f));
    }

    /// <summary>Averages are beside the U-Net under names without dots, and win; a listing tells each network once.</summary>
    [Test]
    public void AveragedWeightsWin()
    {
        using var golden = new GoldenStableDiffusion();
        WeightCollection unet = golden.Weights.Select("model.diffusion_model");
        WeightData[] averages = [.. unet.Entries.Select(info => WeightData.FromFloat32(
            $"model_ema.diffusion_model{info.Name.Replace(".", "", StringComparison.Ordinal)}", info.Shape, Array.ConvertAll(unet.ReadFloat32(info.Name), x => 3 * x)))];
        using WeightCollection weights = WeightFile.FromMemory("sd.ckpt", [.. Copy(golden.Weights, ""), .. averages]);

        ConditionalUNet averaged = ConditionalUNet.Load(weights, GoldenStableDiffusion.UNetConfiguration);
        ConditionalUNet plain = ConditionalUNet.Load(weights, GoldenStableDiffusion.UNetConfiguration, section: "model.diffusion_model");

        Assert.That(NetworkConstants.Read(UNetGraph(averaged))[2], Is.EqualTo(NetworkConstants.Read(UNetGraph(plain))[2].Select(x => 3 * x)));
        Assert.That(NetworkSection.FindAll(weights).Select(section => (section.Path, section.Network, section.IsTaken)), Is.EquivalentTo(new[]
        {
            ("model.diffusion_model", "text-conditional U-Net", false),
            ("model_ema", "text-conditional U-Net", true),
            ("first_stage_model", "autoencoder", true),
        }));
    }

    [Test]
    public void AFolderOfDiffusersIsListedAsWhatItIs()
    {
        using var folder = new TemporaryFolder();
        string unet = Path.Combine(DiffusersFolder.Write(folder, older: false), "unet");
        using WeightCollection weights = WeightFile.Open(ModelFolder.FindWeights(unet));

        Assert.That(NetworkSection.FindAll(weights).Select(section => section.Network), Is.EqualTo(new[] { "text-conditional U-Net, diffusers names" }));
        Assert.That(
            () => DiffusionUNet.Load(weights, UNetConfiguration.BuiltIn("ddpm-church-256")),
            Throws.TypeOf<WeightFormatException>().With.Message.Contains("this is a text-conditional U-Net; a U-Net of DDPM or Progressive Distillation is expected"));
    }

    [Test]
    public void AllThatDoesNotFitIsInOneMessage()
    {
        using var golden = new GoldenStableDiffusion();
        WeightData[] changed =
        [
            .. Copy(golden.Weights.Select("model.diffusion_model"), "").Where(tensor => tensor.Info.Name is not ("out.0.bias" or "time_embed.2.weight" or "middle_block.1.norm.weight")),
            WeightData.FromFloat32("middle_block.1.norm.weight", [63], new float[63]),
            WeightData.FromFloat32("label_emb.0.weight", [2], new float[2]),
        ];
        using WeightCollection weights = WeightFile.FromMemory("small.ckpt", changed);

        Assert.That(() => ConditionalUNet.Load(weights, GoldenStableDiffusion.UNetConfiguration), Throws.TypeOf<WeightFormatException>()
            .With.Message.Contains("small.ckpt")
            .And.Message.Contains("2 missing: 'time_embed.2.weight', 'out.0.bias'")
            .And.Message.Contains("1 of another shape: 'middle_block.1.norm.weight' is [63] in place of [64]")
            .And.Message.Contains("1 left over: 'label_emb.0.weight'"));
    }

    [Test]
    public void AConfigurationThatContradictsTheTensorsIsTold()
    {
        using var golden = new GoldenStableDiffusion();
        ConditionalUNetConfiguration wider = GoldenStableDiffusion.UNetConfiguration with { ContextChannels = 64 };

        Assert.That(() => ConditionalUNet.Load(golden.Weights, wider), Throws.TypeOf<WeightFormatException>().With.Message.Contains("14 of another shape").And.Message.Contains("[32, 48] in place of [32, 64]"));
    }

    [TestCase("unet/config.json")]
    [TestCase("vae/config.json")]
    [TestCase("text_encoder/config.json")]
    public void AMissingFileIsNamed(string file)
    {
        using var folder = new TemporaryFolder();
        string model = DiffusersFolder.Write(folder, older: false);
        File.Delete(Path.Combine(model, file));

        Assert.That(() => StableDiffusionModel.Open(model), Throws.TypeOf<WeightFormatException>().With.Message.Contains(Path.Combine(file.Split('/'))).And.Message.Contains("missing"));
    }

    private static Graph UNetGraph(ConditionalUNet network) => network.BuildGraph(new Resolution(8, 8));

    private static void RequireSame(Graph actual, Graph expected) => Assert.That(NetworkConstants.Read(actual), Is.EqualTo(NetworkConstants.Read(expected)));

    private static IEnumerable<WeightData> Copy(WeightCollection weights, string prefix, float factor = 1) => weights.Entries
        .Where(info => info.DataType == WeightDataType.Float32)
        .Select(info => WeightData.FromFloat32(prefix + info.Name, info.Shape, Array.ConvertAll(weights.ReadFloat32(info.Name), x => factor * x)));
}
