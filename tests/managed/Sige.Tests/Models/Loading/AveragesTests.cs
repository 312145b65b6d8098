using NUnit.Framework;
using Sige.Models;
using Sige.Tests.Weights;
using Sige.Weights;

namespace Sige.Tests.Models;

/// <summary>Averaged weights of a real network that are kept without names, or with names that lost their dots.</summary>
internal sealed class AveragesTests
{
    private TemporaryFolder _folder = null!;
    private GoldenUNet _golden = null!;
    private WeightCollection _plain = null!;

    [SetUp]
    public void Open()
    {
        _folder = new TemporaryFolder();
        _golden = GoldenUNet.Open("ddpm");
        _plain = _golden.OpenWeights();
    }

    [TearDown]
    public void Close()
    {
        _plain.Dispose();
        _golden.Dispose();
        _folder.Dispose();
    }

    [Test]
    public void AListOfTheDdimCodeBase([Values] bool averaged)
    {
        var list = new List<object?> { TorchTree.Dictionary(averaged ? Zeros() : _plain, name => $"module.{name}"), Optimizer(), 5, 100 };
        if (averaged)
            list.Add(TorchTree.Dictionary(_plain));
        using WeightCollection file = Save(list);

        DiffusionUNet network = _golden.Load(file);

        AssertSame(network);
        Assert.That(network.WeightSection, Is.EqualTo(averaged ? "4" : "0"));
    }

    [TestCase("model", "")]
    [TestCase("model", "module.")]
    [TestCase("model", "module.unet.")]
    [TestCase("state_dict", "net.")]
    public void ShadowParametersFollowTheModel(string key, string prefix)
    {
        Dictionary<string, object?> model = TorchTree.Dictionary(Zeros(), name => prefix + name);
        model["sigmas"] = WeightData.FromFloat32("sigmas", [1], new float[1]);
        using WeightCollection file = Save(new Dictionary<string, object?>
        {
            ["optimizer"] = Optimizer(),
            [key] = model,
            ["ema"] = new Dictionary<string, object?> { ["decay"] = 1, ["num_updates"] = 10, ["shadow_params"] = TorchTree.List(_plain), ["collected_params"] = TorchTree.List(Zeros()) },
            ["step"] = 7,
        });

        DiffusionUNet network = _golden.Load(file);

        AssertSame(network);
        Assert.That(network.WeightSection, Is.EqualTo("ema.shadow_params"));
        Assert.That(() => DiffusionUNet.Load(file, _golden.Configuration, key), Throws.Nothing);
        AssertSame(DiffusionUNet.Load(file, _golden.Configuration, "ema"));
    }

    [Test]
    public void ShadowParametersThatDoNotFitAreRefused()
    {
        List<object?> list = TorchTree.List(_plain);
        Dictionary<string, object?> root = new() { ["model"] = TorchTree.Dictionary(_plain), ["ema"] = new Dictionary<string, object?> { ["shadow_params"] = list } };

        (list[0], list[2]) = (list[2], list[0]);
        AssertRefused("tensor 0 has shape");
        list.RemoveAt(2);
        AssertRefused($"they are {list.Count} tensors");
        using WeightCollection file = Save(root);
        AssertSame(DiffusionUNet.Load(file, _golden.Configuration, "model"));

        void AssertRefused(string reason)
        {
            using WeightCollection file = Save(root);
            Assert.That(
                () => _golden.Load(file),
                Throws.TypeOf<WeightFormatException>().With.Message.Contains("'ema.shadow_params'").And.Message.Contains(reason).And.Message.Contains("'model'"));
        }
    }

    [Test]
    public void NamesWithoutDotsFollowTheModel()
    {
        Dictionary<string, object?> state = TorchTree.Dictionary(Zeros(), name => $"model.diffusion_model.{name}");
        foreach ((string name, object? tensor) in TorchTree.Dictionary(_plain, name => $"model_ema.diffusion_model{name.Replace(".", "", StringComparison.Ordinal)}"))
            state[name] = tensor;
        state["model_ema.decay"] = WeightData.FromFloat32("decay", [], new float[1]);
        using WeightCollection file = Save(new Dictionary<string, object?> { ["state_dict"] = state, ["global_step"] = 3 });

        DiffusionUNet network = _golden.Load(file);

        AssertSame(network);
        Assert.That(network.WeightSection, Is.EqualTo("state_dict.model_ema"));
    }

    [Test]
    public void SectionsAreListed()
    {
        using WeightCollection file = Save(new List<object?> { TorchTree.Dictionary(_plain, name => $"module.{name}"), Optimizer(), 5, 100, TorchTree.Dictionary(_plain) });

        Assert.That(
            NetworkSection.FindAll(file),
            Is.EqualTo(new[] { new NetworkSection("0", "diffusion U-Net", false, false, null), new NetworkSection("4", "diffusion U-Net", true, true, null) }));
    }

    private static Dictionary<string, object?> Optimizer() => new()
    {
        ["state"] = new Dictionary<string, object?> { ["0"] = new Dictionary<string, object?> { ["exp_avg"] = WeightData.FromFloat32("m", [4], new float[4]) } },
    };

    private WeightCollection Zeros() =>
        WeightFile.FromMemory("zeros", _plain.Entries.Select(info => new WeightData(info, _ => { })));

    private WeightCollection Save(object root) => WeightFile.Open(_folder.Write(TorchTree.Build(root), $"{Guid.NewGuid():N}.pth"));

    private void AssertSame(DiffusionUNet network) =>
        Assert.That(NetworkConstants.Read(network.BuildGraph()), Is.EqualTo(NetworkConstants.Read(_golden.Load(_plain).BuildGraph())));
}
