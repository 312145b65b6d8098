using System.Text.Json;
using NUnit.Framework;
using Sige.Tests.Weights;
using Sige.Weights;
using TemporaryFolder = Sige.Tests.Imaging.TemporaryFolder;

namespace Sige.Tests.Cli;

/// <summary><c>sige convert</c> and <c>sige inspect</c>.</summary>
internal sealed class WeightCommandTests
{
    private static readonly string Spectral = GoldenData.Find("gaugan", "weights_spectral_legacy.pth");

    [Test]
    public void ConvertsToFloat16AndFoldsSpectralNorm()
    {
        using var folder = new TemporaryFolder();
        string destination = folder.PathOf("half.safetensors");

        CommandRun run = CommandRun.Of("convert", Spectral, destination, "--precision", "float16");

        Assert.That(run.ExitCode, Is.Zero, run.Error);
        Assert.That(run.Output, Does.Contain(destination).And.Contain("float16").And.Match("[1-9][0-9]* norms folded"));
        using WeightCollection weights = WeightFile.Open(destination);
        Assert.That(weights.GetInfo("head_0.conv_0.weight").DataType, Is.EqualTo(WeightDataType.Float16));
        Assert.That(weights.Contains("head_0.conv_0.weight_orig"), Is.False);
    }

    [Test]
    public void KeepsWhatItIsToldToKeep()
    {
        using var folder = new TemporaryFolder();
        string destination = folder.PathOf("whole.safetensors");

        CommandRun run = CommandRun.Of("convert", Spectral, destination, "--keep-spectral-norm", "--keep-batch-counters");

        Assert.That(run.ExitCode, Is.Zero, run.Error);
        using WeightCollection weights = WeightFile.Open(destination);
        using WeightCollection source = WeightFile.Open(Spectral);
        Assert.That(weights.Entries.Select(info => info.Name), Is.EquivalentTo(source.Entries.Select(info => info.Name)));
    }

    [Test]
    public void ConvertsOneSection()
    {
        using var folder = new TemporaryFolder();
        string destination = folder.PathOf("ema.safetensors");
        string checkpoint = GoldenData.Find("ddpm", "weights_legacy.pth");

        Assert.That(CommandRun.Of("convert", checkpoint, destination, "--section", "ema").ExitCode, Is.Zero);
        Assert.That(File.Exists(destination), Is.True);
        CommandRun refused = CommandRun.Of("convert", checkpoint, folder.PathOf("other.safetensors"), "--section", "generator");
        Assert.That(refused.ExitCode, Is.EqualTo(1));
        Assert.That(refused.ErrorLines, Has.Exactly(1).Items.And.One.Contains("'generator'"));
        Assert.That(File.Exists(folder.PathOf("other.safetensors")), Is.False);
    }

    [Test]
    public void RefusesDestinationsThatCannotBe()
    {
        using var folder = new TemporaryFolder();
        string copy = folder.PathOf("copy.pth");
        File.Copy(Spectral, copy);

        Assert.That(CommandRun.Of("convert", copy, copy).ExitCode, Is.EqualTo(2));
        CommandRun intoNowhere = CommandRun.Of("convert", copy, folder.PathOf("no/such/folder.safetensors"));
        Assert.That(intoNowhere.ExitCode, Is.EqualTo(1));
        Assert.That(intoNowhere.ErrorLines, Has.Exactly(1).Items.And.One.Contains("no/such"));
        Assert.That(CommandRun.Of("convert", copy, folder.PathOf(".")).ExitCode, Is.EqualTo(1));
        Assert.That(CommandRun.Of(new CancellationToken(canceled: true), "convert", copy, folder.PathOf("new.safetensors")).ExitCode, Is.EqualTo(130));
        Assert.That(Directory.GetFiles(folder.PathOf(".")).Select(Path.GetFileName), Is.EqualTo(new[] { "copy.pth" }));
    }

    [Test]
    public void InspectsAFile()
    {
        CommandRun run = CommandRun.Of("inspect", Spectral);

        Assert.That(run.ExitCode, Is.Zero, run.Error);
        Assert.That(run.Output, Does.Contain("head_0.conv_0.weight_orig").And.Contain("float32").And.Contain("before 1.6").And.Not.Contain('\e'));
        Assert.That(run.Output, Does.Match(@"fc\.weight\W+float32\W+\[64, 36, 3, 3\]"));
    }

    [Test]
    public void InspectsAndConvertsAFlaxCheckpoint()
    {
        using var folder = new TemporaryFolder();
        string checkpoint = folder.Write("checkpoint_100", FlaxBuilder.Build(new Dictionary<string, object?>
        {
            ["step"] = new FlaxTensor([], "int32", [100, 0, 0, 0]),
            ["ema_params"] = new Dictionary<string, object?> { ["dense0"] = new Dictionary<string, object?> { ["kernel"] = FlaxTensor.Of([1, 2], 3, 4) } },
        }));

        CommandRun inspected = CommandRun.Of("inspect", checkpoint);
        CommandRun converted = CommandRun.Of("convert", checkpoint, folder.PathOf("ema.safetensors"), "--section", "ema_params");

        Assert.That(inspected.Output, Does.Contain("Flax checkpoint").And.Match(@"ema_params\.dense0\.kernel\W+float32\W+\[1, 2\]"));
        Assert.That(converted.ExitCode, Is.Zero, converted.Error);
        using WeightCollection weights = WeightFile.Open(folder.PathOf("ema.safetensors"));
        Assert.That(weights.ReadFloat32("dense0.kernel", [1, 2]), Is.EqualTo(new[] { 3f, 4f }));
    }

    [Test]
    public void InspectsAFileAsJson()
    {
        CommandRun run = CommandRun.Of("inspect", Spectral, "--json");

        Assert.That(run.ExitCode, Is.Zero, run.Error);
        using JsonDocument result = JsonDocument.Parse(run.Output);
        JsonElement tensors = result.RootElement.GetProperty("tensors");
        Assert.That(tensors.GetArrayLength(), Is.EqualTo(result.RootElement.GetProperty("tensor_count").GetInt32()));
        JsonElement first = tensors.EnumerateArray().Single(tensor => tensor.GetProperty("name").GetString() == "fc.weight");
        Assert.That(first.GetProperty("shape").EnumerateArray().Select(extent => extent.GetInt32()), Is.EqualTo(new[] { 64, 36, 3, 3 }));
        Assert.That(first.GetProperty("bytes").GetInt64(), Is.EqualTo(4 * 64 * 36 * 9));
    }

    [Test]
    public void RefusesAFileThatHoldsNoWeights()
    {
        using var folder = new TemporaryFolder();
        string file = folder.Write("picture.png", "not a weight file"u8.ToArray());

        CommandRun run = CommandRun.Of("inspect", file);

        Assert.That(run.ExitCode, Is.EqualTo(1));
        Assert.That(run.ErrorLines, Has.Exactly(1).Items.And.One.Contains(file).And.One.Contains("neither a PyTorch checkpoint"));
    }
}
