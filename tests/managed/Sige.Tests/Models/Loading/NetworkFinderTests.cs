using NUnit.Framework;
using Sige.Models;
using Sige.Tests.Weights;
using Sige.Weights;

namespace Sige.Tests.Models;

/// <summary>Under which keys a network is found, which of several is taken, and what is said where none is.</summary>
internal sealed class NetworkFinderTests
{
    [TestCase("")]
    [TestCase("module.")]
    [TestCase("model.")]
    [TestCase("state_dict.model._orig_mod.")]
    [TestCase("state_dict.net_g.module.")]
    [TestCase("netG.")]
    [TestCase("generator.")]
    [TestCase("G.module.")]
    [TestCase("params_ema.")]
    [TestCase("ema_model.module.")]
    [TestCase("a.b.c.d.e.f.0.1.2.network.")]
    [TestCase("_fsdp_wrapped_module.")]
    [TestCase("optimizer.target.")]
    public void ANetworkIsFoundBehindAnyPrefix(string prefix)
    {
        FoundNetwork found = Find([.. Spade(prefix, 1), Tensor("netD.model0.weight", 5), Tensor("netD.fc.weight", 6)]);

        Assert.That(Value(found), Is.EqualTo(1));
    }

    [TestCase("ema.", "model.", "ema")]
    [TestCase("state_dict_ema.", "state_dict.", "state_dict_ema")]
    [TestCase("netG_ema.", "netG.", "netG_ema")]
    [TestCase("g_ema.module.", "g.module.", "g_ema")]
    [TestCase("params_ema.", "params.", "params_ema")]
    [TestCase("ema_params.", "optimizer.target.", "ema_params")]
    [TestCase("generatorEMA.", "generator.", "generatorEMA")]
    [TestCase("average_model.", "model.", "average_model")]
    [TestCase("ema.shadow.module.", "model.module.", "ema.shadow")]
    [TestCase("ema.ema_model.model.", "ema.online_model.model.", "ema.ema_model.model")]
    [TestCase("4.", "0.module.", "4")]
    [TestCase("states.4.module.", "states.0.module.", "states.4")]
    [TestCase("callbacks.EMA.ema_state_dict.net.", "state_dict.net.", "callbacks.EMA.ema_state_dict.net")]
    public void AveragedWeightsWin(string averaged, string plain, string section)
    {
        FoundNetwork found = Find([.. Spade(plain, 1), .. Spade(averaged, 2)]);

        Assert.That((Value(found), found.Section), Is.EqualTo((2f, section)));
    }

    [TestCase("_orig_mod.head_0.conv_0.weight", "_orig_mod.fc._orig_mod.weight")]
    [TestCase("net.head_0._fsdp_wrapped_module.conv_0.weight", "net.fc.weight")]
    [TestCase("head_0.module.conv_0._checkpoint_wrapped_module.weight", "fc.module.weight")]
    [TestCase("x.head_0.conv_0.weight_orig", "x.fc.parametrizations.weight.original1")]
    public void WrappersAndNormsInsideNamesAreSeenThrough(string first, string second)
    {
        NetworkCandidate? found = new NetworkFinder(InMemory([Tensor(first, 1), Tensor(second, 2)]), NetworkSignature.Spade).Best();

        Assert.That(found!.Members.Select(member => WeightNorms.PlainName(member.Name)), Is.EquivalentTo(new[] { "head_0.conv_0.weight", "fc.weight" }));
    }

    [TestCase("opt_state.0.mu.")]
    [TestCase("optimizer_states.0.")]
    [TestCase("optimizer.state.")]
    public void StateOfAnOptimizerIsNoNetwork(string prefix) =>
        Assert.That(Value(Find([.. Spade(prefix, 2), .. Spade("params.", 1)])), Is.EqualTo(1));

    [TestCase("netG_A", "netG_B")]
    [TestCase("0", "1")]
    [TestCase("ema_0", "ema_1")]
    public void SeveralNetworksAreListed_AndASectionPicksOne(string first, string second)
    {
        WeightData[] tensors = [.. Spade($"{first}.module.", 1), .. Spade($"{second}.", 2)];

        Assert.That(() => Find(tensors), Throws.TypeOf<WeightFormatException>().With.Message.Contains($"'{first}', '{second}'").And.Message.Contains("--section"));
        Assert.That(Value(Find(tensors, first)), Is.EqualTo(1));
        Assert.That(Value(Find(tensors, $"{first}.module")), Is.EqualTo(1));
        Assert.That(Value(Find(tensors, second)), Is.EqualTo(2));
    }

    [Test]
    public void ASectionMayAskForWhatIsNotAveraged_AndMayLeadToAWholeSubtree()
    {
        WeightData[] tensors = [.. Spade("run.model.", 1), .. Spade("run.ema.", 2), .. Spade("", 3)];

        Assert.That(Value(Find(tensors, "run.model")), Is.EqualTo(1));
        Assert.That(Value(Find(tensors, "run")), Is.EqualTo(2));
        Assert.That(Value(Find(tensors, ".")), Is.EqualTo(3));
    }

    [Test]
    public void ASectionOfAnUnwrappedFileIsNamedWholeOrNot()
    {
        using var folder = new TemporaryFolder();
        using WeightCollection memory = InMemory(Spade("", 1));
        string path = folder.Write(TorchTree.Build(new Dictionary<string, object?>
        {
            ["state_dict"] = new Dictionary<string, object?> { ["netG"] = TorchTree.Dictionary(memory), ["netD"] = new Dictionary<string, object?> { ["fc.weight"] = Tensor("fc.weight", 9) } },
            ["epoch"] = 3,
        }));
        using WeightCollection file = WeightFile.Open(path);

        Assert.That(new NetworkFinder(file, NetworkSignature.Spade).Find(null).Section, Is.EqualTo("state_dict.netG"));
        foreach (string section in (string[])["state_dict", "state_dict.netG", "netG"])
            Assert.That(Value(new NetworkFinder(file, NetworkSignature.Spade).Find(section)), Is.EqualTo(1), section);
        Assert.That(file.Select("state_dict.netG").Entries, Is.EqualTo(file.Select("netG").Entries));
    }

    [Test]
    public void ASectionWithoutTheNetworkSaysWhatItHolds() => Assert.That(
        () => Find([.. Spade("netG.", 1), Tensor("netD.model0.weight", 2)], "netD"),
        Throws.TypeOf<WeightFormatException>().With.Message.Contains("'netD'").And.Message.Contains("'netG'").And.Message.Contains("begin with 'model0'"));

    [Test]
    public void ASectionThatIsNotThereIsRefused() => Assert.That(
        () => Find(Spade("netG.", 1), "netX"), Throws.TypeOf<WeightFormatException>().With.Message.Contains("no section 'netX'").And.Message.Contains("'netG'"));

    [TestCase("layer1.0.conv1.weight", "SPADE generator")]
    [TestCase("input_blocks.0.0.weight", "guided-diffusion")]
    [TestCase("down_blocks.0.attentions.0.transformer_blocks.0.attn2.to_k.weight", "UNet2DConditionModel")]
    [TestCase("mid_block.attentions.0.transformer_blocks.0.attn2.to_k.weight", "this is a text-conditional U-Net")]
    [TestCase("first_stage_model.encoder.down.0.block.0.norm1.weight", "this is an autoencoder")]
    [TestCase("text_model.embeddings.token_embedding.weight", "this is a CLIP text encoder")]
    [TestCase("temb.dense.0.weight", "this is a U-Net of DDPM")]
    [TestCase("ema.shadow_params.1", "without names ('ema.shadow_params')")]
    public void AnotherNetworkIsNamed(string tensor, string reason) => Assert.That(
        () => Find([Tensor("ema.shadow_params.0", 1), Tensor(tensor, 1)]),
        Throws.TypeOf<WeightFormatException>().With.Message.Contains(reason).And.Message.Contains("memory"));

    [Test]
    public void AnIncompleteNetworkIsTaken_SoThatWhatItLacksIsNamed() =>
        Assert.That(Value(Find([Tensor("net.head_0.conv_0.weight", 1)])), Is.EqualTo(1));

    [Test]
    public void AveragesOfParametersTakeTheirBuffersFromTheNetwork()
    {
        FoundNetwork found = Find([.. Spade("model.", 1), Tensor("model.head_0.norm_0.param_free_norm.running_mean", 7), .. Spade("ema.", 2)]);

        Assert.That(found.Weights.ReadFloat32("head_0.norm_0.param_free_norm.running_mean"), Is.EqualTo(new[] { 7f }));
        Assert.That(Value(found), Is.EqualTo(2));
    }

    private static WeightData[] Spade(string prefix, float value) =>
        [Tensor($"{prefix}fc.weight", value), Tensor($"{prefix}head_0.conv_0.weight", value), Tensor($"{prefix}head_0.conv_0.bias", value)];

    private static WeightData Tensor(string name, float value) => WeightData.FromFloat32(name, [1], new[] { value });

    private static WeightCollection InMemory(params WeightData[] tensors) => WeightFile.FromMemory("memory", tensors);

    private static FoundNetwork Find(WeightData[] tensors, string? section = null) => new NetworkFinder(InMemory(tensors), NetworkSignature.Spade).Find(section);

    private static float Value(FoundNetwork found) => found.Weights.ReadFloat32("head_0.conv_0.weight")[0];
}
