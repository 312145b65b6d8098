using System.Text;
using System.Text.Json.Nodes;
using NUnit.Framework;
using Sige.Graphs;
using Sige.Models;
using Sige.Tests.Weights;
using Sige.Weights;

namespace Sige.Tests.Models;

internal sealed class UNetConfigurationTests
{
    private const string Sound =
        """{"network": "pd", "resolution": 64, "ch": 32, "ch_mult": [1, 2], "num_res_blocks": 1, "attn_resolutions": [32], "head_dim": 32, "temb_ch": 96}""";

    private TemporaryFolder _folder = null!;

    [SetUp]
    public void MakeFolder() => _folder = new TemporaryFolder();

    [TearDown]
    public void RemoveFolder() => _folder.Dispose();

    [Test]
    public void BuiltInConfigurationsAreThePublishedOnes()
    {
        UNetConfiguration ddpm = UNetConfiguration.BuiltIn("ddpm-church-256");
        UNetConfiguration distilled = UNetConfiguration.BuiltIn("pd-church-256");
        UNetConfiguration small = UNetConfiguration.BuiltIn("pd-church-128");

        Assert.That((ddpm.Kind, ddpm.PictureSize, ddpm.Channels, ddpm.BlocksPerLevel, ddpm.EmbeddingChannels, ddpm.HeadChannels), Is.EqualTo((UNetKind.Ddpm, 256, 128, 2, 512, (int?)null)));
        Assert.That(ddpm.ChannelMultipliers, Is.EqualTo(new[] { 1, 1, 2, 2, 4, 4 }));
        Assert.That(ddpm.AttentionSizes, Is.EqualTo(new[] { 16 }));
        Assert.That((distilled.Kind, distilled.PictureSize, distilled.Channels, distilled.BlocksPerLevel, distilled.EmbeddingChannels, distilled.HeadChannels), Is.EqualTo((UNetKind.ProgressiveDistillation, 256, 64, 3, 768, (int?)64)));
        Assert.That(distilled.ChannelMultipliers, Is.EqualTo(new[] { 1, 1, 2, 4, 6, 8 }));
        Assert.That(distilled.AttentionSizes, Is.EqualTo(new[] { 8, 16, 32 }));
        Assert.That(small.ChannelMultipliers, Is.EqualTo(new[] { 1, 2, 4, 6, 8 }));
        Assert.That(small.PictureSize, Is.EqualTo(128));
        Assert.That(() => UNetConfiguration.BuiltIn("ddpm"), Throws.ArgumentException.With.Message.Contains("pd-church-128"));
    }

    [Test]
    public void AFileWithoutANetworkIsToldApartByItsTimeInput()
    {
        Assert.That(Read(Sound.Replace("\"network\": \"pd\",", "\"logsnr_input_type\": \"inv_cos\",", StringComparison.Ordinal)).Kind, Is.EqualTo(UNetKind.ProgressiveDistillation));
        UNetConfiguration ddpm = Read(Sound.Replace("\"network\": \"pd\",", "", StringComparison.Ordinal));
        Assert.That((ddpm.Kind, ddpm.MaskEpsilon, ddpm.MaskDilation, ddpm.SparseFrom), Is.EqualTo((UNetKind.Ddpm, 0.01f, 5, 32)));
    }

    [Test]
    public void AConfigurationMayLieUnderConfig_AndMayHaveOtherNames() =>
        Assert.That(Read($$"""{"note": "x", /* a comment */ "config": {{Sound[..^1]}}, "dropout": 0, "eps": 0.5, "mask_dilate_radius": 0},}""").MaskEpsilon, Is.EqualTo(0.5f));

    [TestCase("\"ch\": 32", "\"ch\": 48", "'ch' is expected to be a multiple of 32, but is 48")]
    [TestCase("\"ch\": 32,", "", "'ch' is expected to be a number from 32 to 32768, but is missing")]
    [TestCase("[1, 2]", "[]", "'ch_mult'")]
    [TestCase("[1, 2]", "[1, -2]", "[1, -2]")]
    [TestCase("64", "63", "'resolution' is expected to be a multiple of 2")]
    [TestCase("64", "-64", "'resolution'")]
    [TestCase("\"head_dim\": 32", "\"head_dim\": 48", "'head_dim'")]
    [TestCase("\"attn_resolutions\": [32],", "", "'attn_resolutions'")]
    [TestCase("\"num_res_blocks\": 1", "\"num_res_blocks\": 0", "'num_res_blocks'")]
    [TestCase("\"pd\"", "\"gan\"", "no configuration")]
    [TestCase("\"pd\",", "\"pd\", \"logsnr_input_type\": \"linear\",", "'inv_cos', but is linear")]
    [TestCase("{", "[", "no configuration")]
    public void AFaultyFileIsRefused(string text, string replacement, string reason) => Assert.That(
        () => Read(Sound.Replace(text, replacement, StringComparison.Ordinal)),
        Throws.TypeOf<WeightFormatException>().With.Message.Contains("config").And.Message.Contains(reason));

    [TestCase("net.json", "config.json")]
    [TestCase("config.json", "other.json")]
    public void Resolve_TakesTheFileBesideTheWeights(string taken, string ignored)
    {
        string weights = _folder.Write([0], "net.pth");
        _folder.Write(Encoding.UTF8.GetBytes(Sound), taken);
        _folder.Write(Encoding.UTF8.GetBytes("{}"), ignored);

        Assert.That(UNetConfiguration.Resolve(null, weights).EmbeddingChannels, Is.EqualTo(96));
        Assert.That(UNetConfiguration.Resolve("pd-church-128", weights).EmbeddingChannels, Is.EqualTo(768));
    }

    [TestCase("ddpm-church-256")]
    [TestCase("pd-church-256")]
    [TestCase("pd-church-128")]
    public void Resolve_TellsBuiltInNetworksApartByTheirShapes(string name)
    {
        string weights = _folder["net.safetensors"];
        WriteShapes(weights, UNetConfiguration.BuiltIn(name));

        UNetConfiguration found = UNetConfiguration.Resolve(null, weights);

        Assert.That((found.Kind, found.PictureSize), Is.EqualTo((UNetConfiguration.BuiltIn(name).Kind, UNetConfiguration.BuiltIn(name).PictureSize)));
    }

    [TestCase("ddpm-church-256")]
    [TestCase("pd-church-256")]
    [TestCase("pd-church-128")]
    public void Resolve_TakesWeightsThatAreOpenAlready(string name)
    {
        UNetConfiguration expected = UNetConfiguration.BuiltIn(name);
        using var weights = WeightFile.FromMemory(
            "in memory", ShapesOf(expected).Select(tensor => new WeightData(new WeightInfo(tensor.Key, WeightDataType.Float32, tensor.Value), _ => { })));

        UNetConfiguration found = UNetConfiguration.Resolve(null, weights);

        Assert.That((found.Kind, found.PictureSize), Is.EqualTo((expected.Kind, expected.PictureSize)));
        Assert.That(UNetConfiguration.Resolve("pd-church-128", weights).PictureSize, Is.EqualTo(128));
    }

    [Test]
    public void Resolve_SaysWhatToDoWhenNothingFits()
    {
        string weights = _folder["net.pth"];
        File.Copy(GoldenData.Find("ddpm", "weights.pth"), weights);

        Assert.That(
            () => UNetConfiguration.Resolve(null, weights),
            Throws.TypeOf<WeightFormatException>().With.Message.Contains(weights).And.Message.Contains("config.json").And.Message.Contains("pd-church-256"));
    }

    private UNetConfiguration Read(string json) => UNetConfiguration.Read(_folder.Write(Encoding.UTF8.GetBytes(json), "config.json"));

    /// <summary>A file of the right shapes whose elements are a hole of zeros.</summary>
    private static void WriteShapes(string path, UNetConfiguration configuration)
    {
        var header = new JsonObject();
        long offset = 0;
        foreach ((string name, WeightShape shape) in ShapesOf(configuration))
        {
            long end = offset + shape.ElementCount * sizeof(float);
            header[name] = new JsonObject
            {
                ["dtype"] = "F32",
                ["shape"] = new JsonArray([.. shape.Select(extent => JsonValue.Create(extent))]),
                ["data_offsets"] = new JsonArray(offset, end),
            };
            offset = end;
        }

        byte[] json = Encoding.UTF8.GetBytes(header.ToJsonString());
        using FileStream stream = File.Create(path);
        stream.Write(BitConverter.GetBytes((ulong)json.Length));
        stream.Write(json);
        stream.SetLength(sizeof(ulong) + json.Length + offset);
    }

    private static Dictionary<string, WeightShape> ShapesOf(UNetConfiguration configuration)
    {
        var shapes = new ShapeRecorder();
        DiffusionUNet network = configuration.Kind == UNetKind.Ddpm
            ? new DdpmUNet(configuration, shapes)
            : new ProgressiveDistillationUNet(configuration, shapes);
        network.BuildGraph();
        return shapes.Found;
    }

    private sealed class ShapeRecorder : ParameterSource
    {
        public Dictionary<string, WeightShape> Found { get; } = [];

        public override Parameter Get(string name, WeightShape shape)
        {
            Found[name] = shape;
            return new Parameter(name, shape, () => new float[shape.ElementCount]);
        }
    }
}
