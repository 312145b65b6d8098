using NUnit.Framework;
using Sige.Imaging;
using Sige.Tests.Imaging;
using Sige.Weights;
using TorchTree = Sige.Tests.Weights.TorchTree;

namespace Sige.Tests.Cli;

/// <summary>Inputs as newcomers, scripts and accidents give them: each has a result or one line that says what it is, and none is unexpected.</summary>
internal sealed class HostileCommandLineTests
{
    // With all that they need.
    private static readonly string[] GauGan = ["edit", "gaugan", "--weights", "w", "--labels", "a.png", "--edited-labels", "b.png", "--out", "o.png"];
    private static readonly string[] SdEdit = ["edit", "sdedit", "--weights", "w", "--original", "a.png", "--edited", "b.png", "--out", "o.png"];
    private static readonly string[] StableDiffusion = ["edit", "sd", "--weights", "w", "--prompt", "p", "--image", "a.png", "--mask", "m.png", "--out", "o.png"];
    private static readonly string[] Generation = ["generate", "sd", "--weights", "w", "--prompt", "p", "--out", "o.png"];

    [TestCase("--labels", "")]
    [TestCase("--labels", "  ")]
    [TestCase("--labels", "a\0b.png")]
    [TestCase("--labels", "-")]
    [TestCase("--out", "-")]
    [TestCase("--out", "")]
    [TestCase("--weights", "")]
    [TestCase("--threads", "-1")]
    [TestCase("--threads", "1e3")]
    [TestCase("--threads", "99999999999999999999")]
    [TestCase("--isa", "")]
    public void ValuesThatMeanNothingAreWrongUsage(string option, string value)
    {
        List<string> arguments = [.. GauGan, "--threads", "1", "--isa", "auto"];
        arguments[arguments.IndexOf(option) + 1] = value;

        AssertRefused(CommandRun.Of(arguments), 2, option);
    }

    [TestCase("gpu")]
    [TestCase("cuda:")]
    [TestCase("cuda:-1")]
    [TestCase("1")]
    public void DevicesThatAreNoneAreWrongUsage(string device)
    {
        foreach (string[] command in (string[][])[["demo"], GauGan, SdEdit, StableDiffusion, Generation])
            AssertRefused(CommandRun.Of([.. command, "--device", device]), 2, $"found '{device}'");
    }

    [TestCase("--steps", "x", "1 to 1000")]
    [TestCase("--steps", "1001", "1 to 1000")]
    [TestCase("--scale", "NaN", "1 to 100")]
    [TestCase("--scale", "1,5", "1 to 100")]
    [TestCase("--clip-skip", "0", "1 to 12")]
    [TestCase("--seed", "-1", "a whole number from 0 on")]
    [TestCase("--count", "0", "1 to 1000")]
    [TestCase("--count", "two", "1 to 1000")]
    [TestCase("--feather", "wide", "0 to 40")]
    public void NumbersOfStableDiffusionAreRefusedWithTheirRange(string option, string value, string range) => AssertRefused(
        CommandRun.Of([.. StableDiffusion, $"{option}={value}"]), 2, $"{option} is expected to be {range}, found '{value}'.");

    [TestCase("--width", "wide")]
    [TestCase("--height", "4")]
    public void SidesOfAPictureAreRefusedWithTheirRange(string option, string value) => AssertRefused(
        CommandRun.Of([.. Generation, option, value]), 2, $"{option} is expected to be 8 to 4096, found '{value}'.");

    [Test]
    public void AnOptionWithoutItsValueIsWrongUsage()
    {
        AssertRefused(CommandRun.Of([.. SdEdit, "--mask"]), 2, "'--mask'");
        AssertRefused(CommandRun.Of([.. StableDiffusion, "--lora"]), 2, "'--lora'");
        AssertRefused(CommandRun.Of([.. StableDiffusion, "--edited"]), 2, "'--edited'");
    }

    [TestCase("--eta", "NaN")]
    [TestCase("--eta", "-1")]
    [TestCase("--eta", "Infinity")]
    [TestCase("--steps", "-3")]
    [TestCase("--steps", "2147483648")]
    [TestCase("--noise-level", "-1")]
    [TestCase("--noise-level", "0")]
    [TestCase("--seed", "-1")]
    [TestCase("--seed", "99999999999999999999999")]
    [TestCase("--region", "2147483647,2147483647,2147483647,2147483647")]
    [TestCase("--region", ",,,")]
    public void NumbersOutOfRangeAreWrongUsage(string option, string value)
    {
        using var files = new GoldenDenoiser("ddpm");

        AssertRefused(CommandRun.Of([.. files.Arguments[..^2], "--sampler", "ddim", $"{option}={value}"]), 2, option);
    }

    [TestCase("[]")]
    [TestCase("[1, 2]")]
    [TestCase("null")]
    [TestCase("\"text\"")]
    [TestCase("")]
    [TestCase("{\"ch\": \"128\"}")]
    [TestCase("{\"ch_mult\": {}}")]
    [TestCase("{\"ch\": 1e999}")]
    [TestCase("{\"ch\": NaN}")]
    [TestCase("{\"network\": 77}")]
    [TestCase("{\"ch\": 32, \"ch_mult\": [1, 2147483647]}")]
    [TestCase("resolution: 256")]
    public void ConfigurationsThatAreNoneAreNamed(string json)
    {
        using var files = new GoldenDenoiser("ddpm");
        string config = files.Write("config.txt", System.Text.Encoding.UTF8.GetBytes(json));

        AssertRefused(CommandRun.Of(files.With("--config", config)), 1, config);
    }

    [Test]
    public void ADeepConfigurationIsRefused()
    {
        using var files = new GoldenDenoiser("ddpm");
        string deep = string.Concat(Enumerable.Repeat("{\"config\":", 20_000)) + "1" + new string('}', 20_000);
        string config = files.Write("deep.json", System.Text.Encoding.UTF8.GetBytes(deep));

        AssertRefused(CommandRun.Of(files.With("--config", config)), 1, config);
    }

    [Test]
    public void FoldersEmptyFilesAndNothingAreNamedAsTyped()
    {
        using var files = new GoldenDenoiser("ddpm");
        Directory.CreateDirectory(files.PathOf("folder"));
        string empty = files.Write("empty.png", []);
        string here = Path.GetRelativePath(".", files.PathOf("folder"));
        string nowhere = Path.GetRelativePath(".", files.PathOf("nothing.png"));

        AssertRefused(CommandRun.Of(files.With("--original", here)), 1, $"sige: {here}: ", "folder");
        AssertRefused(CommandRun.Of(files.With("--original", empty)), 1, empty, "empty file");
        AssertRefused(CommandRun.Of(files.With("--edited", nowhere)), 1, $"sige: {nowhere}: there is no such file");
        AssertRefused(CommandRun.Of(files.With("--weights", nowhere)), 1, $"sige: {nowhere}: ");
        AssertRefused(CommandRun.Of(files.With("--weights", empty)), 1, empty, "empty");
        AssertRefused(CommandRun.Of(files.With("--config", here)), 2, here);
        AssertRefused(CommandRun.Of("inspect", nowhere), 1, nowhere);
        AssertRefused(CommandRun.Of("convert", nowhere, files.PathOf("o.safetensors")), 1, nowhere);
        AssertRefused(CommandRun.Of("inspect", files.PathOf(new string('n', 5000))), 1, "longer than this system allows");
        AssertRefused(CommandRun.Of("demo", "--out", files.PathOf("empty.png/pictures")), 1, "empty.png/pictures", "cannot be made");
    }

    [Test]
    public void NamesOfAnyScriptAndWithAnAtSignWork()
    {
        using var street = new GoldenStreet("gaugan");
        string labels = street.PathOf("@街 straße 'a'.png"), output = street.PathOf("выход 🙂.png");
        File.Copy(street.Labels, labels);
        string[] arguments = street.Arguments;
        arguments[Array.IndexOf(arguments, "--labels") + 1] = labels;
        arguments[Array.IndexOf(arguments, "--out") + 1] = output;

        CommandRun run = CommandRun.Of(arguments);

        Assert.That(run.ExitCode, Is.Zero, run.Error);
        Assert.That(RgbImage.Load(output).Width, Is.EqualTo(256));
        AssertRefused(CommandRun.Of("inspect", "@nothing"), 1, "@nothing");
    }

    [Test]
    [Platform(Exclude = "Win")]
    public void PicturesMapsAndConfigurationsComeFromPipes()
    {
        using var folder = new TemporaryFolder();
        RgbImage picture = RgbImageTests.Gradient(40, 24);
        picture.Save(folder.PathOf("a.png"));
        new LabelMap(2, 2, [0, 1, 2, 3]).Save(folder.PathOf("labels.png"));
        new InstanceMap(2, 2, [0, 1, 2, 300]).Save(folder.PathOf("instances.png"));

        Assert.That(Pipe.Through(folder, "a.png", RgbImage.LoadOpaque).Pixels.ToArray(), Is.EqualTo(picture.Pixels.ToArray()));
        Assert.That(Pipe.Through(folder, "labels.png", LabelMap.Load).Ids.ToArray(), Is.EqualTo(new byte[] { 0, 1, 2, 3 }));
        Assert.That(Pipe.Through(folder, "instances.png", InstanceMap.Load).Ids.ToArray(), Is.EqualTo(new ushort[] { 0, 1, 2, 300 }));
        folder.Write("nothing", []);
        Assert.That(() => Pipe.Through(folder, "nothing", LabelMap.Load), Throws.InstanceOf<ImageFormatException>().With.Message.Contains("empty pipe"));
    }

    [Test]
    [Platform(Exclude = "Win")]
    public void AnEditReadsPipes()
    {
        using var files = new GoldenDenoiser("ddpm");
        using var folder = new TemporaryFolder();
        File.Copy(files.Edited, folder.PathOf("edited.png"));

        CommandRun run = Pipe.Through(folder, "edited.png", path => CommandRun.Of(files.With("--edited", path)));

        Assert.That(run.ExitCode, Is.Zero, run.Error);
        Assert.That(File.Exists(files.Out), Is.True);
    }

    [Test]
    public void AWeightThatIsNotANumberIsNamed()
    {
        using var street = new GoldenStreet("gaugan");
        using WeightCollection plain = WeightFile.Open(street.Weights);
        Dictionary<string, object?> tensors = TorchTree.Dictionary(plain);
        WeightInfo spoilt = plain.GetInfo("up_1.conv_0.bias");
        tensors[spoilt.Name] = WeightData.FromFloat32(spoilt.Name, spoilt.Shape, Enumerable.Repeat(float.NaN, (int)spoilt.Shape.ElementCount).ToArray());
        string weights = street.PathOf("diverged.pth");
        File.WriteAllBytes(weights, TorchTree.Build(tensors));
        string[] arguments = street.Arguments;
        arguments[Array.IndexOf(arguments, "--weights") + 1] = weights;

        CommandRun run = CommandRun.Of(arguments);

        Assert.That(run.ExitCode, Is.EqualTo(1));
        Assert.That(run.ErrorLines[^1], Does.StartWith("sige: ").And.Contain(weights).And.Contain("'up_1.conv_0.bias' has the value NaN at element 0"));
        Assert.That(File.Exists(street.Out), Is.False);
    }

    /// <summary>What comes through a pipe can be read once: the weights that are open are asked which configuration fits them.</summary>
    [Test]
    [Platform(Exclude = "Win")]
    public void WeightsComeFromAPipeWithoutAConfiguration()
    {
        using var files = new GoldenDenoiser("ddpm");
        using var folder = new TemporaryFolder();
        File.Copy(files.Weights, folder.PathOf("weights.pth"));
        File.Copy(files.Weights, folder.PathOf("again.pth"));

        AssertRefused(
            Pipe.Through(folder, "weights.pth", path => CommandRun.Of(files.With("--weights", path))),
            1, "weights.pth.pipe: no built-in configuration fits", "ddpm-church-256: ", "pd-church-128: ");

        CommandRun run = Pipe.Through(folder, "again.pth", path => CommandRun.Of(files.With("--weights", path, "--config", GoldenData.Find("ddpm", "config.json"))));
        Assert.That(run.ExitCode, Is.Zero, run.Error);
        Assert.That(File.Exists(files.Out), Is.True);
    }

    private static void AssertRefused(CommandRun run, int code, params ReadOnlySpan<string> parts)
    {
        string[] messages = [.. run.ErrorLines.Where(line => !line.StartsWith("Try '", StringComparison.Ordinal))];
        Assert.That(run.ExitCode, Is.EqualTo(code), run.Error);
        Assert.That(run.Output, Is.Empty);
        Assert.That(messages, Has.Length.EqualTo(1), run.Error);
        Assert.That(messages[0], Does.StartWith("sige: ").And.Not.Contain("unexpected").And.Not.Contain("Exception"));
        foreach (string part in parts)
            Assert.That(messages[0], Does.Contain(part));
    }

    /// <summary>A named pipe into which another process writes a file.</summary>
    private static class Pipe
    {
        public static T Through<T>(TemporaryFolder folder, string file, Func<string, T> read)
        {
            string pipe = folder.PathOf($"{file}.pipe");
            using var writer = System.Diagnostics.Process.Start("sh", ["-c", $"mkfifo '{pipe}' && touch '{pipe}.made' && cat '{folder.PathOf(file)}' > '{pipe}'"]);
            Assert.That(() => File.Exists($"{pipe}.made"), Is.True.After(5).Seconds.PollEvery(10).MilliSeconds);
            try
            {
                return read(pipe);
            }
            finally
            {
                writer.WaitForExit();
            }
        }
    }
}
