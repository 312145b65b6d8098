using System.Text.Json;
using NUnit.Framework;
using Sige.Devices;
using Sige.Imaging;

namespace Sige.Tests.Cli;

internal sealed class EditGauGanCommandTests
{
    [TestCase("gaugan", "GauGan")]
    [TestCase("gc", "GanCompression")]
    public void PaintsAnEditAndReportsItAsJson(string folder, string model)
    {
        using var street = new GoldenStreet(folder);

        CommandRun run = CommandRun.Of([.. street.Arguments, "--compare-dense", "--report", "--json"]);

        Assert.That(run.ExitCode, Is.Zero, run.Error);
        using JsonDocument result = JsonDocument.Parse(run.Output);
        JsonElement root = result.RootElement;
        Assert.That(root.GetProperty("model").GetString(), Is.EqualTo(model));
        Assert.That(root.GetProperty("threads").GetInt32(), Is.EqualTo(2));
        Assert.That(root.GetProperty("edit_percent").GetDouble(), Is.InRange(0.01, 50));
        Assert.That(root.GetProperty("macs_sparse").GetInt64(), Is.LessThan(root.GetProperty("macs_dense").GetInt64()));
        Assert.That(root.GetProperty("dense").GetProperty("psnr_db").GetDouble(), Is.GreaterThan(0));
        Assert.That(root.GetProperty("steps").EnumerateArray().Select(step => step.GetProperty("kind").GetString()), Has.Some.StartsWith("conv"));
        JsonElement[] forms = [.. root.GetProperty("steps").EnumerateArray().First(step => step.GetProperty("form").ValueKind == JsonValueKind.String).GetProperty("forms").EnumerateArray()];
        Assert.That(forms, Has.Some.Matches<JsonElement>(form => form.GetProperty("cost").ValueKind == JsonValueKind.Number && form.GetProperty("refusal").ValueKind == JsonValueKind.Null));
        Assert.That(forms, Has.Some.Matches<JsonElement>(form => form.GetProperty("cost").ValueKind == JsonValueKind.Null && form.GetProperty("refusal").ValueKind == JsonValueKind.String));
        JsonElement[] times = [.. root.GetProperty("times").EnumerateArray()];
        Assert.That(times[^1].GetProperty("ms").GetDouble(), Is.EqualTo(root.GetProperty("sparse_ms").GetDouble()));
        Assert.That(times[..^2].Sum(time => time.GetProperty("percent").GetDouble()), Is.EqualTo(100).Within(0.5), "the parts are the whole");
        Assert.That(root.GetProperty("out").GetString(), Is.EqualTo(street.Out));
        RgbImage picture = RgbImage.Load(street.Out);
        Assert.That((picture.Width, picture.Height), Is.EqualTo((256, 128)));
    }

    /// <summary>
    /// Weights of these recordings are random, so a bound in dB says little; but an edit must come closer to the dense picture
    /// of the edited map than the original does.
    /// </summary>
    [TestCase("gaugan")]
    [TestCase("gc")]
    public void ComesCloserToTheDensePictureThanTheOriginal(string folder)
    {
        using var street = new GoldenStreet(folder);
        RgbImage original = Paint(street, street.Labels, street.Labels);
        RgbImage dense = Paint(street, street.EditedLabels, street.EditedLabels);
        RgbImage edit = Paint(street, street.Labels, street.EditedLabels);

        double before = ImageComparison.Between(dense, original).Psnr;
        double after = ImageComparison.Between(dense, edit).Psnr;

        Assert.That(after, Is.GreaterThan(before + 0.5), $"{before} dB before the edit");
    }

    [Test]
    public void AnEmptyEditIsEqualToTheRecording()
    {
        using var street = new GoldenStreet("gaugan");

        CommandRun run = CommandRun.Of([.. Replace(street, "--edited-labels", street.Labels), "--compare-dense", "--json"]);

        Assert.That(run.ExitCode, Is.Zero, run.Error);
        using JsonDocument result = JsonDocument.Parse(run.Output);
        Assert.That(result.RootElement.GetProperty("edit_percent").GetDouble(), Is.Zero);
        Assert.That(result.RootElement.GetProperty("macs_sparse").GetInt64(), Is.Zero);
        Assert.That(result.RootElement.GetProperty("dense").GetProperty("psnr_db").ValueKind, Is.EqualTo(JsonValueKind.Null));
    }

    [Test]
    public void ReportsLayersForAPersonWithoutAnsiCodes()
    {
        using var street = new GoldenStreet("gaugan");

        CommandRun run = CommandRun.Of([.. street.Arguments, "--report", "--compare-dense", "--policy", "tiles", "--isa", "portable"]);

        Assert.That(run.ExitCode, Is.Zero, run.Error);
        Assert.That(run.Output, Does.Contain("conv_img").And.Contain("at cost").And.Contain("portable").And.Contain("tiles").And.Contain("PSNR"));
        Assert.That(run.Output, Does.Contain("masks, active sets and tables").And.Contain("outside the network's operators").And.Contain("the whole edit"));
        Assert.That(run.Output, Does.Not.Contain('\e'));
        Assert.That(run.ErrorLines, Has.Exactly(1).Items.And.One.Contains("edges are taken from the label maps"));
    }

    [TestCase("as-file", false)]
    [TestCase("fp32", false)]
    [TestCase("fp16", true)]
    [TestCase("bf16", true)]
    public void KeepsWeightsAsItIsTold(string precision, bool narrow)
    {
        using var street = new GoldenStreet("gaugan");

        CommandRun run = CommandRun.Of([.. street.Arguments, "--weights-precision", precision]);

        Assert.That(run.ExitCode, Is.Zero, run.Error);
        Assert.That(run.Output.Contains("of them in 16 bits", StringComparison.Ordinal), Is.EqualTo(narrow), run.Output);
    }

    /// <summary>The portable kernels have no units for it, so their plans multiply in float32 though they may not have to.</summary>
    [Test]
    public void SaysInWhatItMultiplied()
    {
        using var street = new GoldenStreet("gaugan");

        CommandRun run = CommandRun.Of([.. street.Arguments, "--precision", "bf16", "--isa", "portable", "--report", "--json"]);

        Assert.That(run.ExitCode, Is.Zero, run.Error);
        using JsonDocument result = JsonDocument.Parse(run.Output);
        JsonElement precision = result.RootElement.GetProperty("precision");
        Assert.That(precision.GetProperty("name").GetString(), Is.EqualTo("bf16"));
        Assert.That(precision.GetProperty("psnr_db").ValueKind, Is.EqualTo(JsonValueKind.Null));
    }

    [TestCase("avx2")]
    [TestCase("neon")]
    public void RefusesBFloat16WithoutUnits(string isa)
    {
        using var street = new GoldenStreet("gaugan");

        CommandRun run = CommandRun.Of([.. street.Arguments, "--precision", "bf16", "--isa", isa]);

        Assert.That(run.ExitCode, Is.Not.Zero);
        Assert.That(run.Error, Does.Contain("for which this queue has no units").Or.Contain($"no {isa} kernels"));
        Assert.That(File.Exists(street.Out), Is.False);
    }

    [TestCase("fp16", "Precision is Float16, for which the processor has no kernels")]
    [TestCase("tf32", "Precision is Tf32, for which devices of kind Cpu have no kernels")]
    public void RefusesPrecisionsOfGpusOnTheProcessor(string precision, string reason)
    {
        using var street = new GoldenStreet("gaugan");

        CommandRun run = CommandRun.Of([.. street.Arguments, "--precision", precision]);

        Assert.That(run.ExitCode, Is.Not.Zero);
        Assert.That(run.Error, Does.Contain(reason));
        Assert.That(File.Exists(street.Out), Is.False);
    }

    [Test]
    public void SaysWhatAutoChose()
    {
        using var street = new GoldenStreet("gaugan");
        string[] arguments = [.. street.Arguments, "--device", "auto"];
        var choice = DeviceChoice.Best();

        CommandRun run = CommandRun.Of(arguments);

        Assert.That(run.ExitCode, Is.Zero, run.Error);
        Assert.That(run.Error.Split("--device auto chose"), Has.Length.EqualTo(2), "it is said once");
        Assert.That(run.Error, Does.Contain($"chose {choice.Kind.ToString().ToLowerInvariant()}: {choice.Reason}"));
    }

    [Test]
    public void RefusesOptionsOfTheProcessorForAnotherDevice()
    {
        using var street = new GoldenStreet("gaugan");

        CommandRun run = CommandRun.Of([.. street.Arguments, "--device", "cuda"]);

        Assert.That(run.ExitCode, Is.EqualTo(2));
        Assert.That(run.Error, Does.Contain("--threads is an option of the cpu; the device is cuda."));
    }

    [Test]
    public void TakesEdgesFromInstanceMaps()
    {
        using var street = new GoldenStreet("gaugan");
        string instances = street.SaveInstances("instances.png", 256, 128);

        CommandRun run = CommandRun.Of([.. street.Arguments, "--instances", instances, "--edited-instances", instances, "--json"]);

        Assert.That(run.ExitCode, Is.Zero, run.Error);
        Assert.That(run.Error, Is.Empty);
        using JsonDocument result = JsonDocument.Parse(run.Output);
        Assert.That(result.RootElement.GetProperty("dense").ValueKind, Is.EqualTo(JsonValueKind.Null));
        Assert.That(result.RootElement.GetProperty("steps").ValueKind, Is.EqualTo(JsonValueKind.Null));
    }

    [Test]
    public void RefusesAMapOfAnotherSize()
    {
        using var street = new GoldenStreet("gaugan");
        string small = street.SaveLabels("small.png", 64, 64, 0);

        AssertRefused(CommandRun.Of(Replace(street, "--edited-labels", small)), street, "small.png", "256x128", "64x64");
        AssertRefused(
            CommandRun.Of([.. street.Arguments, "--instances", street.SaveInstances("i.png", 32, 32), "--edited-instances", small]),
            street, "i.png", "256x128", "32x32");
    }

    [Test]
    public void RefusesASizeThatTheNetworkCannotPaint()
    {
        using var street = new GoldenStreet("gaugan");
        string odd = street.SaveLabels("odd.png", 100, 64, 0);

        AssertRefused(CommandRun.Of(Replace(street, "--labels", odd, "--edited-labels", odd)), street, "odd.png", "multiples of 64", "100x64");
    }

    [Test]
    public void RefusesALabelOutOfRange()
    {
        using var street = new GoldenStreet("gaugan");
        string wild = street.SaveLabels("wild.png", 256, 128, 35);

        AssertRefused(CommandRun.Of(Replace(street, "--edited-labels", wild)), street, "wild.png", "0 to 34", "35 at x 0, y 0");
    }

    [Test]
    public void RefusesFilesThatAreMissingOrOfAnotherKind()
    {
        using var street = new GoldenStreet("gaugan");
        string nowhere = street.PathOf("nowhere.png");

        AssertRefused(CommandRun.Of(Replace(street, "--labels", nowhere)), street, nowhere);
        AssertRefused(CommandRun.Of(Replace(street, "--weights", nowhere)), street, nowhere);
        AssertRefused(CommandRun.Of(Replace(street, "--weights", street.Labels)), street, street.Labels, "this is a PNG picture");
        AssertRefused(CommandRun.Of(Replace(street, "--labels", street.Weights)), street, street.Weights, "PNG");
        AssertRefused(CommandRun.Of(Replace(street, "--weights", GoldenData.Find("ddpm", "weights.pth"))), street, "ddpm", "no SPADE generator but a diffusion U-Net");
    }

    [Test]
    public void RefusesAnOutputThatCannotBeWrittenBeforeItPaints()
    {
        using var street = new GoldenStreet("gaugan");

        AssertRefused(CommandRun.Of(Replace(street, "--out", street.PathOf("no/such/folder/edit.png"))), street, "edit.png", "folder does not exist");
        AssertRefused(CommandRun.Of(Replace(street, "--out", Path.GetDirectoryName(street.Out) + "/")), street, "ends in .png");
        AssertRefused(CommandRun.Of(Replace(street, "--out", Path.Combine(street.Labels, "edit.png"))), street, "edit.png");
    }

    [Test]
    public void StopsWhenCancelledAndLeavesNoFile()
    {
        using var street = new GoldenStreet("gaugan");

        CommandRun run = CommandRun.Of(new CancellationToken(canceled: true), street.Arguments);

        Assert.That(run.ExitCode, Is.EqualTo(130));
        Assert.That(run.Error, Does.Contain("stopped"));
        Assert.That(Directory.GetFiles(Path.GetDirectoryName(street.Out)!), Is.EquivalentTo(new[] { street.Labels, street.EditedLabels }));
    }

    [Test]
    public void WantsBothInstanceMapsOrNone()
    {
        using var street = new GoldenStreet("gaugan");

        CommandRun run = CommandRun.Of([.. street.Arguments, "--instances", street.Labels]);

        Assert.That(run.ExitCode, Is.EqualTo(2));
        Assert.That(run.Error, Does.Contain("both or none").And.Contain("sige edit gaugan --help"));
    }

    private static RgbImage Paint(GoldenStreet street, string labels, string editedLabels)
    {
        CommandRun run = CommandRun.Of(Replace(street, "--labels", labels, "--edited-labels", editedLabels));
        Assert.That(run.ExitCode, Is.Zero, run.Error);
        return RgbImage.Load(street.Out);
    }

    private static string[] Replace(GoldenStreet street, params ReadOnlySpan<string> options)
    {
        string[] arguments = street.Arguments;
        for (int i = 0; i < options.Length; i += 2)
            arguments[Array.IndexOf(arguments, options[i]) + 1] = options[i + 1];
        return arguments;
    }

    private static void AssertRefused(CommandRun run, GoldenStreet street, params ReadOnlySpan<string> parts)
    {
        string[] messages = [.. run.ErrorLines.Where(line => !line.Contains("edges are taken", StringComparison.Ordinal))];
        Assert.That(run.ExitCode, Is.AnyOf(1, 2));
        Assert.That(run.Output, Is.Empty);
        Assert.That(messages, Has.Length.EqualTo(1), run.Error);
        Assert.That(messages[0], Does.StartWith("sige: ").And.Not.Contain("unexpected"));
        foreach (string part in parts)
            Assert.That(messages[0], Does.Contain(part));
        Assert.That(File.Exists(street.Out), Is.False);
    }
}
