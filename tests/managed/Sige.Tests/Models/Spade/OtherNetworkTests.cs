using NUnit.Framework;
using Sige.Models;
using Sige.Weights;

namespace Sige.Tests.Models;

/// <summary>Files that hold another network than a SPADE generator are told what they are.</summary>
internal sealed class OtherNetworkTests
{
    [TestCase("a SPADE discriminator", "discriminator_0.model0.0.weight", "discriminator_0.model1.0.0.weight", "discriminator_1.model0.0.weight")]
    [TestCase("the image encoder of a SPADE model", "layer1.0.weight", "layer2.0.weight", "fc_mu.weight", "fc_var.weight")]
    [TestCase("a ResNet generator as pix2pix, CycleGAN", "model.1.weight", "model.10.conv_block.1.weight", "model.26.weight")]
    [TestCase("a ResNet generator with separable convolutions", "model.1.weight", "model.10.conv_block.1.conv.0.weight", "model.10.conv_block.1.conv.2.weight")]
    [TestCase("a ResNet generator with separable convolutions", "down_sampling.1.weight", "features.0.conv_block.1.conv.0.weight", "up_sampling.0.weight")]
    [TestCase("a pix2pixHD generator", "model.1.weight", "model1_1.1.weight", "model1_2.0.conv_block.1.weight")]
    [TestCase("a discriminator as pix2pixHD has", "scale0_layer0.0.weight", "scale1_layer0.0.weight")]
    [TestCase("a U-Net generator as pix2pix has", "model.model.0.weight", "model.model.1.model.1.weight")]
    [TestCase("a stack of numbered layers", "model.0.weight", "model.0.bias", "model.2.weight")]
    [TestCase("a diffusion U-Net", "conv_in.weight", "temb.dense.0.weight", "down.0.block.0.conv1.weight")]
    [TestCase("a diffusion U-Net", "conv_in.weight", "time_embedding.linear_1.weight", "down_blocks.0.resnets.0.conv1.weight")]
    [TestCase("Stable Diffusion", "model.diffusion_model.time_embed.0.weight", "first_stage_model.encoder.conv_in.weight")]
    [TestCase("a StyleGAN generator", "mapping.fc0.weight", "synthesis.b4.const")]
    [TestCase("classifies pictures", "conv1.weight", "layer1.0.conv1.weight", "fc.weight")]
    [TestCase("neither 'fc.weight' nor blocks such as 'head_0'", "alpha", "beta.weight", "gamma")]
    public void SaysWhatTheFileIs(string kind, params string[] names)
    {
        using WeightCollection weights = WeightFile.FromMemory("net.pth", names.Select(name => WeightData.FromFloat32(name, [1], new float[1])));

        WeightFormatException fault = Assert.Throws<WeightFormatException>(() => SpadeGenerator.Load(weights));

        Assert.That(fault.Message, Does.Contain("net.pth").And.Contain("this is no SPADE generator").And.Contain(kind));
    }

    [Test]
    public void SaysThatAGeneratorHasALatentVector()
    {
        using WeightCollection weights = SpadeCase.Change(SpadeCase.WithLatentVector);

        Assert.That(
            () => SpadeGenerator.Load(weights),
            Throws.TypeOf<WeightFormatException>().With.Message.Contains("a SPADE generator with a latent vector").And.Message.Contains("use_vae").And.Message.Contains("64 values"));
    }

    [Test]
    public void SaysThatAGeneratorModulatesOtherwise()
    {
        using WeightCollection large = SpadeCase.Change(
            info => info.Name.Contains("mlp_", StringComparison.Ordinal) && info.Shape.Rank == 4 ? info with { Shape = [info.Shape[0], info.Shape[1], 5, 5] } : info);
        using WeightCollection other = SpadeCase.Change(
            info => info.Name.Contains("mlp_", StringComparison.Ordinal) ? info with { Name = info.Name.Replace("norm_", "ace_", StringComparison.Ordinal) } : info);

        Assert.That(() => SpadeGenerator.Load(large), Throws.TypeOf<WeightFormatException>().With.Message.Contains("5x5 filters").And.Message.Contains("head_0.norm_0.mlp_shared.0.weight"));
        Assert.That(() => SpadeGenerator.Load(other), Throws.TypeOf<WeightFormatException>().With.Message.Contains("variants of SPADE"));
    }

    [Test]
    public void NamesATensorThatIsMissing()
    {
        using WeightCollection first = SpadeCase.Change(info => info.Name == "fc.weight" ? null : info);
        using WeightCollection block = SpadeCase.Change(info => info.Name == "head_0.conv_0.weight" ? null : info);

        Assert.That(() => SpadeGenerator.Load(first), Throws.TypeOf<WeightFormatException>().With.Message.Contains("no tensor 'fc.weight'"));
        Assert.That(() => SpadeGenerator.Load(block), Throws.TypeOf<WeightFormatException>().With.Message.Contains("no tensor 'head_0.conv_0.weight'"));
    }
}
