using NUnit.Framework;

namespace Sige.Tests.Cli;

/// <summary>What <c>sige edit sdedit</c> refuses, and how it says so.</summary>
internal sealed class EditSdEditRefusalTests
{
    [Test]
    public void PicturesOfAnotherSize()
    {
        using var files = new GoldenDenoiser("ddpm");
        string small = files.Save("small.png", Imaging.RgbImageTests.Gradient(64, 48));

        AssertRefused(files, files.With("--original", small), 1, small, "expected 64x64", "found 64x48");
        AssertRefused(files, files.With("--edited", small), 1, small, "expected 64x64", "found 64x48");
    }

    [TestCase(8)]
    [TestCase(16)]
    public void TranslucentPixels(int depth)
    {
        using var files = new GoldenDenoiser("ddpm");
        string clear = files.SavePng("clear.png", depth, 6, pixel => pixel == 130 ? 200 : 255);

        AssertRefused(files, files.With("--original", clear), 1, clear, "opaque", "alpha 200 of 255 at x 2, y 2");
        AssertRefused(files, files.With("--edited", clear), 1, clear, "opaque", "flatten");
    }

    [Test]
    public void DamagedAndMissingFiles()
    {
        using var files = new GoldenDenoiser("ddpm");
        byte[] whole = File.ReadAllBytes(files.Original);
        string cut = files.Write("cut.png", whole[..(whole.Length / 2)]);
        string nowhere = files.PathOf("nowhere.png");

        AssertRefused(files, files.With("--edited", cut), 1, cut, "a complete picture");
        AssertRefused(files, files.With("--original", nowhere), 1, nowhere);
        AssertRefused(files, files.With("--weights", nowhere), 1, nowhere);
        AssertRefused(files, files.With("--weights", files.Original), 1, files.Original);
        AssertRefused(files, files.With("--original", files.Weights), 1, files.Weights, "PNG, JPEG or WebP");
    }

    [TestCase("4 potatoes")]
    [TestCase("-1GB")]
    [TestCase("GB")]
    [TestCase("9999999999999TB")]
    public void BudgetsThatAreNoSizes(string budget)
    {
        using var files = new GoldenDenoiser("ddpm");

        AssertRefused(files, [.. files.Arguments, $"--cache-budget={budget}"], 2, "--cache-budget", "4GB, 512MB or 0", budget);
    }

    [TestCase("--model", "unet", "ddpm|pd")]
    [TestCase("--sampler", "euler", "dpm-solver++")]
    [TestCase("--cache", "fp8", "fp16|fp32")]
    [TestCase("--weights-precision", "int8", "as-file|fp32|fp16|bf16")]
    [TestCase("--region", "1,2,3", "X,Y,W,H")]
    [TestCase("--region", "60,0,8,8", "inside the picture of 64x64")]
    [TestCase("--region", "0,0,0,8", "inside the picture of 64x64")]
    [TestCase("--config", "ddpm-bedroom", "ddpm-church-256")]
    [TestCase("--sampler", "pd", "ddim, ddpm, dpm-solver++, dpm-solver")]
    [TestCase("--steps", "0", "--steps")]
    [TestCase("--noise-level", "5000", "--noise-level")]
    [TestCase("--steps", "many", "--steps")]
    [TestCase("--model", "pd", "expected the configuration of a pd network")]
    public void OptionsThatAreWrong(string option, string value, string part)
    {
        using var files = new GoldenDenoiser("ddpm");

        AssertRefused(files, files.With(option, value), 2, part);
    }

    [Test]
    public void WeightsOfAnotherNetwork()
    {
        using var files = new GoldenDenoiser("ddpm");
        string other = GoldenData.Find("gaugan", "weights.pth");

        AssertRefused(files, files.With("--weights", other, "--config", "ddpm-church-256"), 1, other, "there is no tensor 'temb.dense.0.weight'");
        AssertRefused(files, files.With("--config", "ddpm-church-256"), 1, files.Weights, "temb.dense.0.weight", "512", "128, 32");
    }

    [Test]
    public void AConfigurationFileThatIsNone()
    {
        using var files = new GoldenDenoiser("ddpm");
        string broken = files.Write("broken.json", "{\"ch\": 30}"u8.ToArray());

        AssertRefused(files, files.With("--config", broken), 1, broken, "ch_mult");
    }

    [Test]
    public void AnEditOutsideTheRegion()
    {
        using var files = new GoldenDenoiser("ddpm");

        AssertRefused(files, files.With("--region", "0,0,22,64"), 1, files.Edited, "x 22, y 24", "--region 0,0,22,64", "leave --region out");
    }

    [Test]
    public void ASpillFolderThatIsNone()
    {
        using var files = new GoldenDenoiser("ddpm");

        AssertRefused(files, files.With("--spill", files.PathOf("nowhere")), 1, "nowhere", "expected a folder for --spill, found nothing");
        AssertRefused(files, files.With("--spill", files.Original), 1, files.Original, "found a file");
    }

    [Test]
    public void AnOutputThatCannotBeWrittenBeforeItRuns()
    {
        using var files = new GoldenDenoiser("ddpm");

        AssertRefused(files, files.With("--out", files.PathOf("no/such/folder/o.png")), 1, "o.png", "folder does not exist");
        AssertRefused(files, files.With("--out", files.PathOf("o.gif")), 2, "ends in .png");
    }

    [TestCase("--edited")]
    [TestCase("--out")]
    [TestCase("--weights")]
    [TestCase("--original")]
    public void ACommandLineWithoutWhatItNeeds(string option)
    {
        using var files = new GoldenDenoiser("ddpm");
        var arguments = files.Arguments.ToList();
        arguments.RemoveRange(arguments.IndexOf(option), 2);

        AssertRefused(files, [.. arguments], 2, option);
    }

    private static void AssertRefused(GoldenDenoiser files, string[] arguments, int code, params ReadOnlySpan<string> parts)
    {
        CommandRun run = CommandRun.Of(arguments);
        string[] messages = [.. run.ErrorLines.Where(line => !line.StartsWith("Try '", StringComparison.Ordinal))];
        Assert.That(run.ExitCode, Is.EqualTo(code), run.Error);
        Assert.That(run.Output, Is.Empty);
        Assert.That(messages, Has.Length.EqualTo(1), run.Error);
        Assert.That(messages[0], Does.StartWith("sige: ").And.Not.Contain("unexpected"));
        foreach (string part in parts)
            Assert.That(messages[0], Does.Contain(part));
        Assert.That(File.Exists(files.Out), Is.False);
    }
}
