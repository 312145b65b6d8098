using System.Text.Json;
using NUnit.Framework;
using Sige.Imaging;
using Sige.Tests.Weights;
using Sige.Weights;

namespace Sige.Tests.Cli;

/// <summary>Checkpoints as people save them, given to the commands.</summary>
internal sealed class SectionTests
{
    /// <summary>The picture was painted by the reference implementation.</summary>
    [TestCase("dataparallel")]
    [TestCase("tutorial")]
    [TestCase("lightning")]
    [TestCase("gan_dict")]
    public void AGeneratorPaintsTheSameInEveryWrapper(string wrapper)
    {
        using var folder = new Imaging.TemporaryFolder();
        string map = GoldenData.Find("cases", "spade-checkpoint-wrappers", "b.png");
        string picture = folder.PathOf("got.png");
        using WeightCollection file = WeightFile.Open(GoldenData.Find("cases", "spade-checkpoint-wrappers", "dataparallel.pth"));
        Dictionary<string, object?> network = TorchTree.Dictionary(file.Select("module"));
        string weights = wrapper == "dataparallel" ? file.FilePath : folder.Write("w.pth", TorchTree.Build(Wrap(wrapper, network)));

        CommandRun run = CommandRun.Of("edit", "gaugan", "--weights", weights, "--labels", map, "--edited-labels", map, "--out", picture, "--threads", "2", "--json");

        Assert.That(run.ExitCode, Is.Zero, run.Error);
        ImageComparison difference = ImageComparison.Between(RgbImage.Load(picture), RgbImage.Load(GoldenData.Find("cases", "spade-checkpoint-wrappers", "expected_b.png")));
        Assert.That(difference.Psnr, Is.GreaterThan(50));
    }

    [Test]
    public void SeveralGeneratorsAreListed_AndSectionPicksOne()
    {
        using var street = new GoldenStreet("gaugan");
        using WeightCollection plain = WeightFile.Open(street.Weights);
        string weights = street.PathOf("two.pth");
        File.WriteAllBytes(weights, TorchTree.Build(new Dictionary<string, object?> { ["netG_A"] = TorchTree.Dictionary(plain), ["netG_B"] = TorchTree.Dictionary(plain) }));
        string[] arguments = [.. street.Arguments, "--json"];
        arguments[Array.IndexOf(arguments, "--weights") + 1] = weights;

        CommandRun refused = CommandRun.Of(arguments);
        CommandRun run = CommandRun.Of([.. arguments, "--section", "netG_B"]);

        Assert.That(refused.ExitCode, Is.EqualTo(1));
        Assert.That(refused.ErrorLines[^1], Does.Contain("two.pth").And.Contain("'netG_A', 'netG_B'").And.Contain("--section"));
        Assert.That(run.ExitCode, Is.Zero, run.Error);
        using JsonDocument result = JsonDocument.Parse(run.Output);
        Assert.That(result.RootElement.GetProperty("section").GetString(), Is.EqualTo("netG_B"));
    }

    [Test]
    public void InspectListsNetworks_AndOneSectionOnRequest()
    {
        using var folder = new Imaging.TemporaryFolder();
        using WeightCollection plain = WeightFile.Open(GoldenData.Find("ddpm", "weights.pth"));
        string list = folder.Write("list.pth", TorchTree.Build(new List<object?> { TorchTree.Dictionary(plain, name => $"module.{name}"), 1, 2, 3, TorchTree.Dictionary(plain) }));

        using JsonDocument whole = JsonDocument.Parse(CommandRun.Of("inspect", list, "--json").Output);
        using JsonDocument part = JsonDocument.Parse(CommandRun.Of("inspect", list, "--json", "--section", "0.module").Output);

        JsonElement[] networks = [.. whole.RootElement.GetProperty("networks").EnumerateArray()];
        Assert.That(networks.Select(network => (network.GetProperty("section").GetString(), network.GetProperty("taken").GetBoolean())), Is.EqualTo(new[] { ("0", false), ("4", true) }));
        Assert.That(part.RootElement.GetProperty("tensor_count").GetInt32(), Is.EqualTo(plain.Entries.Count));
        Assert.That(CommandRun.Of("inspect", list).Output, Does.Contain("section 4: diffusion U-Net, averaged weights, taken by default"));
    }

    [Test]
    public void ADenoiserIsTakenFromAList_OrFromTheSectionAskedFor()
    {
        using var files = new GoldenDenoiser("ddpm");
        using WeightCollection plain = WeightFile.Open(files.Weights);
        string list = files.Write("list.pth", TorchTree.Build(new List<object?> { TorchTree.Dictionary(plain, name => $"module.{name}"), 1, 2, 3, TorchTree.Dictionary(plain) }));
        files.Write("config.json", File.ReadAllBytes(GoldenData.Find("ddpm", "config.json")));

        CommandRun run = CommandRun.Of([.. files.With("--weights", list), "--json"]);
        CommandRun first = CommandRun.Of([.. files.With("--weights", list, "--section", "0"), "--json"]);

        Assert.That(run.ExitCode, Is.Zero, run.Error);
        Assert.That(first.ExitCode, Is.Zero, first.Error);
        Assert.That((Section(run), Section(first)), Is.EqualTo(("4", "0")));

        static string? Section(CommandRun run)
        {
            using JsonDocument result = JsonDocument.Parse(run.Output);
            return result.RootElement.GetProperty("section").GetString();
        }
    }

    /// <summary>A list of tensors gets the names of the network that it averages, so the new file holds that network.</summary>
    [TestCase("ema")]
    [TestCase("ema.shadow_params")]
    public void AveragesWithoutNamesAreConvertedUnderTheNamesOfTheNetwork(string section)
    {
        using var folder = new Imaging.TemporaryFolder();
        using WeightCollection plain = WeightFile.Open(GoldenData.Find("ddpm", "weights.pth"));
        WeightCollection zeros = WeightFile.FromMemory("zeros", plain.Entries.Select(info => new WeightData(info, _ => { })));
        var root = new Dictionary<string, object?>
        {
            ["model"] = TorchTree.Dictionary(zeros, name => $"module.{name}"),
            ["ema"] = new Dictionary<string, object?> { ["decay"] = 1, ["shadow_params"] = TorchTree.List(plain) },
        };
        string checkpoint = folder.Write("train.pth", TorchTree.Build(root)), converted = folder.PathOf("ema.safetensors");

        CommandRun run = CommandRun.Of("convert", checkpoint, converted, "--section", section);

        Assert.That(run.ExitCode, Is.Zero, run.Error);
        using WeightCollection file = WeightFile.Open(converted);
        Assert.That(file.Entries.Select(info => info.Name), Is.EquivalentTo(plain.Entries.Select(info => info.Name)));
        foreach (WeightInfo info in plain.Entries)
            Assert.That(file.ReadFloat32(info.Name, info.Shape), Is.EqualTo(plain.ReadFloat32(info.Name)), info.Name);
    }

    [Test]
    public void AveragesWithoutNamesThatFitNoNetworkAreNotConverted()
    {
        using var folder = new Imaging.TemporaryFolder();
        using WeightCollection plain = WeightFile.Open(GoldenData.Find("ddpm", "weights.pth"));
        List<object?> list = TorchTree.List(plain);
        list.RemoveAt(3);
        var root = new Dictionary<string, object?> { ["model"] = TorchTree.Dictionary(plain), ["ema"] = new Dictionary<string, object?> { ["shadow_params"] = list } };
        string checkpoint = folder.Write("train.pth", TorchTree.Build(root)), converted = folder.PathOf("ema.safetensors");

        CommandRun run = CommandRun.Of("convert", checkpoint, converted, "--section", "ema");

        Assert.That(run.ExitCode, Is.EqualTo(1));
        Assert.That(run.ErrorLines, Has.Exactly(1).Items.And.One.Contains("'ema.shadow_params' have no names").And.One.Contains($"they are {list.Count} tensors"));
        Assert.That(File.Exists(converted), Is.False);
    }

    private static Dictionary<string, object?> Wrap(string wrapper, Dictionary<string, object?> network) => wrapper switch
    {
        "tutorial" => new() { ["epoch"] = 3, ["model_state_dict"] = network, ["optimizer_state_dict"] = new Dictionary<string, object?>() },
        "lightning" => new() { ["epoch"] = 3, ["state_dict"] = network.ToDictionary(member => $"generator.{member.Key}", member => member.Value) },
        _ => new() { ["netG"] = network, ["netD"] = new Dictionary<string, object?> { ["model0.0.weight"] = WeightData.FromFloat32("w", [1], new float[1]) } },
    };
}
