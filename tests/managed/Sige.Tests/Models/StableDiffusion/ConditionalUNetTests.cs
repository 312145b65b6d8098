using NUnit.Framework;
using Sige.Graphs;
using Sige.Models;
using Sige.Tensors;
using Sige.Tests.Graphs;
using Sige.Tests.Onnx;
using Sige.Tests.Sessions;
using Sige.Weights;

namespace Sige.Tests.Models.StableDiffusion;

/// <summary>The U-Net of Stable Diffusion against what the reference recorded: by the plain interpreter, by a session and by ONNX Runtime.</summary>
internal sealed class ConditionalUNetTests
{
    /// <summary>The configuration of Stable Diffusion 1.5, as diffusers 0.6 wrote it.</summary>
    private const string Published = """
        {
          "_class_name": "UNet2DConditionModel", "_diffusers_version": "0.6.0", "act_fn": "silu", "attention_head_dim": 8,
          "block_out_channels": [320, 640, 1280, 1280], "center_input_sample": false, "cross_attention_dim": 768,
          "down_block_types": ["CrossAttnDownBlock2D", "CrossAttnDownBlock2D", "CrossAttnDownBlock2D", "DownBlock2D"],
          "downsample_padding": 1, "flip_sin_to_cos": true, "freq_shift": 0, "in_channels": 4, "layers_per_block": 2,
          "mid_block_scale_factor": 1, "norm_eps": 1e-05, "norm_num_groups": 32, "out_channels": 4, "sample_size": 64,
          "up_block_types": ["UpBlock2D", "CrossAttnUpBlock2D", "CrossAttnUpBlock2D", "CrossAttnUpBlock2D"]
        }
        """;

    [Test]
    public void TheGraphPredictsWhatIsRecorded()
    {
        using var golden = new GoldenStableDiffusion();
        ConditionalUNet network = golden.LoadUNet();

        float[] prediction = ReferenceInterpreter.Run(
            network.BuildGraph(GoldenStableDiffusion.Latent, tokens: GoldenStableDiffusion.Tokens), golden.UNetInputs("original"))[ConditionalUNet.PredictionOutput];

        RequireNear(prediction, golden.Pixels("unet_original_output"), 3e-5);
    }

    [TestCase(FormNames.Direct)]
    [TestCase(null)]
    public void ASessionPredictsWhatIsRecorded(string? form)
    {
        const double tolerance = 1e-4;
        using var golden = new GoldenStableDiffusion();
        ConditionalUNet network = golden.LoadUNet();
        using SessionRig rig = new(
            network.BuildGraph(GoldenStableDiffusion.Latent, tokens: GoldenStableDiffusion.Tokens), network.SessionOptions with { Form = form });

        rig.Session.Record(golden.UNetSessionInputs("original"));
        RequireNear(rig.Output(), golden.Pixels("unet_original_output"), tolerance);
        rig.Session.Record(golden.UNetSessionInputs("edited"));
        RequireNear(rig.Output(), golden.Pixels("unet_edited_output_dense"), tolerance);
    }

    [Test]
    public void AnExportedNetworkPredictsWhatIsRecorded()
    {
        using var golden = new GoldenStableDiffusion();
        ConditionalUNet network = golden.LoadUNet();

        float[] prediction = OnnxRun.Run(
            network.BuildGraph(GoldenStableDiffusion.Latent, tokens: GoldenStableDiffusion.Tokens), golden.UNetInputs("edited"))[ConditionalUNet.PredictionOutput];

        RequireNear(prediction, golden.Pixels("unet_edited_output_dense"), 1e-4);
    }

    /// <summary>Parameters as published, in millions.</summary>
    [TestCase(4, 859.52)]
    [TestCase(9, 859.54)]
    public void ThePublishedSizesCanBeDescribed(int channels, double parameters)
    {
        ConditionalUNetConfiguration configuration = ConditionalUNetConfiguration.Parse(Published.Replace("\"in_channels\": 4", $"\"in_channels\": {channels}", StringComparison.Ordinal), "config.json");

        Graph graph = ConditionalUNet.Random(configuration).BuildGraph(new Resolution(64, 64), batch: 2);

        Assert.That(NetworkConstants.Count(graph) / 1e6, Is.EqualTo(parameters).Within(0.01));
        Assert.That(graph.Inputs.Select(input => (input.Name, input.Output.Shape, input.Role)), Is.EqualTo(new[]
        {
            (ConditionalUNet.LatentInput, new TensorShape(2, 64, 64, channels), InputRole.Picture),
            (ConditionalUNet.TimeInput, new TensorShape(2, 1, 1, 1), InputRole.Condition),
            (ConditionalUNet.ContextInput, new TensorShape(2, 1, 77, 768), InputRole.Setting),
        }));
        Assert.That(graph.Outputs.Single().Value.Shape, Is.EqualTo(new TensorShape(2, 64, 64, 4)));
    }

    /// <summary>Sizes that do not halve evenly are enlarged to those of the skips.</summary>
    [Test]
    public void ALatentMayHaveAnySize()
    {
        Graph graph = ConditionalUNet.Random(GoldenStableDiffusion.UNetConfiguration).BuildGraph(new Resolution(9, 15), tokens: 3);

        Assert.That(graph.Outputs.Single().Value.Shape, Is.EqualTo(new TensorShape(1, 9, 15, 4)));
    }

    [TestCase("\"CrossAttnUpBlock2D\", \"CrossAttnUpBlock2D\"]", "\"UpBlock2D\", \"CrossAttnUpBlock2D\"]", "'up_block_types' is expected to be the kinds of down_block_types in reverse")]
    [TestCase("\"attention_head_dim\": 8", "\"attention_head_dim\": [5, 10]", "'attention_head_dim' is expected to be 4 whole numbers")]
    [TestCase("\"attention_head_dim\": 8", "\"attention_head_dim\": 7", "'attention_head_dim' is expected to be divisors of the widths 320, 640")]
    [TestCase("\"in_channels\": 4", "\"addition_embed_type\": \"text_time\"", "'addition_embed_type' is expected to be null")]
    [TestCase("[320, 640, 1280, 1280]", "[321, 640, 1280, 1280]", "'block_out_channels' is expected to be 1 to 12 multiples of norm_num_groups (32)")]
    [TestCase("UNet2DConditionModel", "UNet3DConditionModel", "'_class_name' is expected to be 'UNet2DConditionModel'")]
    public void WrongConfigurationsAreNamed(string found, string changed, string message) => Assert.That(
        () => ConditionalUNetConfiguration.Parse(Published.Replace(found, changed, StringComparison.Ordinal), "config.json"),
        Throws.TypeOf<WeightFormatException>().With.Message.Contains("config.json").And.Message.Contains(message));

    private static void RequireNear(float[] actual, float[] expected, double tolerance)
    {
        double error = Difference.Maximum(actual, expected) / Difference.Scale(expected);
        TestContext.Out.WriteLine($"{error:g3} of the scale");
        Assert.That(error, Is.LessThan(tolerance));
    }
}
