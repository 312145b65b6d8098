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

    private static Dictionary<string, object?> Wrap(string wrapper, Dictionary<string, object?> network) => wrapper switch
    {
        "tutorial" => new() { ["epoch"] = 3, ["model_state_dict"] = network, ["optimizer_state_dict"] = new Dictionary<string, object?>() },
        "lightning" => new() { ["epoch"] = 3, ["state_dict"] = network.ToDictionary(member => $"generator.{member.Key}", member => member.Value) },
        _ => new() { ["netG"] = network, ["netD"] = new Dictionary<string, object?> { ["model0.0.weight"] = WeightData.FromFloat32("w", [1], new float[1]) } },
    };
}
