using System.Text.Json;
using NUnit.Framework;
using Sige.Imaging;
using Sige.Tests.Weights;
using Sige.Weights;

namespace Sige.Tests.Cli.StableDiffusion;

/// <summary><c>sige edit sd</c> and <c>sige generate sd</c>, with a small model from first file to last.</summary>
internal sealed class EditStableDiffusionCommandTests
{
    [Test]
    public void PaintsAMaskAnewAndReportsItAsJson()
    {
        using var files = new StableDiffusionFiles();

        using JsonDocument result = Json(files.Paint("--compare-dense", "--report", "--json", "--sampler", "euler"));

        JsonElement root = result.RootElement, edit = root.GetProperty("edits").EnumerateArray().Single();
        Assert.That((root.GetProperty("width").GetInt32(), root.GetProperty("height").GetInt32()), Is.EqualTo((192, 192)));
        Assert.That(root.GetProperty("sampler").GetProperty("kind").GetString(), Is.EqualTo("euler"));
        Assert.That(edit.GetProperty("edit_percent").GetDouble(), Is.EqualTo(100.0 * 14 * 16 / (192 * 192)).Within(1e-9));
        Assert.That(edit.GetProperty("macs_sparse").GetInt64(), Is.LessThan(edit.GetProperty("macs_dense").GetInt64()));
        Assert.That(edit.GetProperty("steps").EnumerateArray().Select(step => step.GetProperty("mode").GetString()), Is.EqualTo(new[] { "sparse", "sparse" }));
        Assert.That(edit.GetProperty("dense").GetProperty("psnr_db").GetDouble(), Is.GreaterThan(10));
        (RgbImage before, RgbImage after) = (RgbImage.Load(files.Image), RgbImage.Load(files.Out));
        int[] changed = [.. Enumerable.Range(0, 192 * 192).Where(pixel => !before.Pixels.Slice(pixel * 3, 3).SequenceEqual(after.Pixels.Slice(pixel * 3, 3)))];
        Assert.That(changed.Count(pixel => pixel / 192 is >= 72 and < 88 && pixel % 192 is >= 88 and < 102), Is.GreaterThan(200));
        Assert.That(changed, Has.All.Matches<int>(pixel => pixel / 192 is >= 64 and < 96 && pixel % 192 is >= 80 and < 110), "the soft edge is 8 pixels wide");
    }

    [Test]
    public void ProposalsHaveSeedsOfTheirOwn()
    {
        using var files = new StableDiffusionFiles();

        Succeed(files.Paint("--count", "2", "--seed", "4"));
        byte[] second = File.ReadAllBytes(files["out-2.png"]);
        Assert.That(File.ReadAllBytes(files["out-1.png"]), Is.Not.EqualTo(second));
        Assert.That(File.Exists(files.Out), Is.False);
    }

    [Test]
    public void StrokesAreMadeRealAndToldAsAPage()
    {
        using var files = new StableDiffusionFiles();
        string page = files["report.html"];

        CommandRun run = Succeed(files.Edit("--edited", files.Edited, "--out", files.Out, "--strength", "0.5", "--report", page));

        Assert.That(run.Output, Does.Contain("strength 0.5, guidance 2").And.Contain("1 sparse").And.Contain(page));
        Assert.That(File.ReadAllText(page), Does.Contain("sige edit sd").And.Contain("hello cat"));
        Assert.That(RgbImage.Load(files.Out).Pixels.ToArray(), Is.Not.EqualTo(RgbImage.Load(files.Image).Pixels.ToArray()));
    }

    [Test]
    public void BytesAndMacsOfADryRunAreThoseOfTheRun([Values] bool strokes)
    {
        using var files = new StableDiffusionFiles();
        string[] arguments = strokes ? files.Edit("--edited", files.Edited, "--out", files.Out, "--json") : files.Paint("--json");

        using JsonDocument forecast = Json([.. arguments, "--dry-run"]);
        Assert.That(File.Exists(files.Out), Is.False);
        using JsonDocument run = Json(arguments);

        JsonElement foretold = forecast.RootElement.GetProperty("edits")[0], done = run.RootElement.GetProperty("edits")[0];
        Assert.That(Number(foretold, "macs_dense"), Is.EqualTo(Number(done, "macs_dense")));
        Assert.That(Number(foretold, "macs_sparse"), Is.EqualTo(Number(done, "macs_sparse")));
        Assert.That(Number(forecast.RootElement.GetProperty("cache"), "bytes_per_step"), Is.EqualTo(Number(run.RootElement.GetProperty("cache"), "bytes_per_step")));
        Assert.That(
            Number(forecast.RootElement.GetProperty("memory"), "weight_bytes"),
            Is.EqualTo(Number(run.RootElement.GetProperty("memory"), "weights") + Number(run.RootElement.GetProperty("memory"), "kept_weights")));
    }

    [Test]
    public void PicturesOfAnySizeAreFramedIfThatIsAskedFor()
    {
        using var files = new StableDiffusionFiles(width: 190, height: 197);
        CommandRun refused = CommandRun.Of(files.Paint());
        Assert.That((refused.ExitCode, refused.Error), Is.EqualTo((1, refused.Error)));
        Assert.That(refused.Error, Does.Contain(files.Image).And.Contain("multiples of 8, found 190x197").And.Contain("--fit"));

        foreach (string fit in (ReadOnlySpan<string>)["crop", "pad"])
        {
            Succeed(files.Paint("--fit", fit));
            RgbImage painted = RgbImage.Load(files.Out), source = RgbImage.Load(files.Image);
            Assert.That((painted.Width, painted.Height), Is.EqualTo((190, 197)));
            Assert.That(painted.Pixels[..300].ToArray(), Is.EqualTo(source.Pixels[..300].ToArray()));
        }
    }

    [Test]
    public void APromptThatIsTooLongIsSaid()
    {
        using var files = new StableDiffusionFiles();
        string[] arguments = files.Paint();
        arguments[Array.IndexOf(arguments, "hello cat")] = string.Join(' ', Enumerable.Repeat("cat", 90));

        Assert.That(Succeed(arguments).Output, Does.Contain("90 tokens, but the text encoder takes 75"));
    }

    [Test]
    public void APromptMayBeEmptyOrADash([Values("", "-")] string prompt)
    {
        using var files = new StableDiffusionFiles();
        string[] arguments = files.Paint("--negative", prompt, "--dry-run");
        arguments[Array.IndexOf(arguments, "hello cat")] = prompt;

        Succeed(arguments);
    }

    [Test]
    public void GeneratesAPicture()
    {
        using var files = new StableDiffusionFiles();
        string[] arguments = ["generate", "sd", "--weights", files.Model, "--prompt", "(cat:1.3)", "--steps", "2", "--width", "64", "--height", "128", "--out", files.Out];

        Succeed(arguments);
        byte[] first = File.ReadAllBytes(files.Out);
        RgbImage picture = RgbImage.Load(files.Out);
        Assert.That((picture.Width, picture.Height), Is.EqualTo((64, 128)));
        Succeed([.. arguments, "--seed", "3"]);
        Assert.That(File.ReadAllBytes(files.Out), Is.Not.EqualTo(first));
    }

    [Test]
    public void LowRankUpdatesHaveScales()
    {
        using var files = new StableDiffusionFiles();
        const string query = "unet.mid_block.attentions.0.transformer_blocks.0.attn1.to_q";
        string update = files["style.safetensors"];
        SafetensorsWriter.Write(
            update,
            [
                WeightData.FromFloat32($"{query}.lora_A.weight", [3, 64], Waves(192)),
                WeightData.FromFloat32($"{query}.lora_B.weight", [64, 3], Waves(192)),
            ]);

        byte[] Paint(params string[] more)
        {
            Succeed(files.Paint(more));
            return File.ReadAllBytes(files.Out);
        }

        byte[] plain = Paint(), half = Paint("--lora", $"{update}:0.5"), whole = Paint("--lora", $"{update}:1");
        Assert.That(Paint("--lora", $"{update}:0"), Is.EqualTo(plain));
        Assert.That(Paint("--lora", update), Is.EqualTo(whole), "1 is the usual scale");
        Assert.That(new[] { half, whole }, Has.None.EqualTo(plain));
        Assert.That(half, Is.Not.EqualTo(whole));

        static float[] Waves(int count) => [.. Enumerable.Range(0, count).Select(i => 2 * MathF.Sin(i))];
    }

    [Test]
    public void ASingleFileAsksForATokenizer()
    {
        using var files = new StableDiffusionFiles();
        string[] arguments = files.Paint();
        arguments[Array.IndexOf(arguments, files.Model)] = Path.Combine(files.Model, "text_encoder", "model.safetensors");

        CommandRun refused = CommandRun.Of(arguments);
        Assert.That((refused.ExitCode, refused.Error), Is.EqualTo((2, refused.Error)));
        Assert.That(refused.Error, Does.Contain("--tokenizer is needed"));
        Assert.That(CommandRun.Of([.. arguments, "--tokenizer", Path.Combine(files.Model, "tokenizer")]).Error, Does.Not.Contain("--tokenizer").And.Contain("model.safetensors"));
    }

    [TestCase(2, "--mask or --edited is needed", "--image", "IMAGE", "--out", "OUT")]
    [TestCase(2, "--out is needed", "--image", "IMAGE", "--mask", "MASK")]
    [TestCase(2, "--count is for --mask alone", "--image", "IMAGE", "--edited", "EDITED", "--count", "2", "--out", "OUT")]
    [TestCase(2, "--strength is expected to be a number above 0", "--image", "IMAGE", "--mask", "MASK", "--strength", "0", "--out", "OUT")]
    [TestCase(2, "--scale is expected to be 1 to 100, found '0.5'", "--image", "IMAGE", "--mask", "MASK", "--scale", "0.5", "--out", "OUT")]
    [TestCase(2, "--feather is expected to be 0 to 40, found '41'", "--image", "IMAGE", "--mask", "MASK", "--feather", "41", "--out", "OUT")]
    [TestCase(2, "this output is also an input", "--image", "IMAGE", "--mask", "MASK", "--out", "MASK")]
    [TestCase(2, "Karras", "--image", "IMAGE", "--mask", "MASK", "--karras", "--sampler", "lcm", "--out", "OUT")]
    [TestCase(2, "the whole mask", "--image", "IMAGE", "--mask", "MASK", "--region", "0,0,8,8", "--out", "OUT")]
    [TestCase(1, "expected 192x192 pixels", "--image", "IMAGE", "--mask", "SMALL", "--out", "OUT")]
    [TestCase(1, "white where to paint, 128 or more in a channel, but marks none", "--image", "IMAGE", "--mask", "BLACK", "--out", "OUT")]
    [TestCase(1, "marks none", "--image", "IMAGE", "--edited", "EDITED", "--mask", "BLACK", "--out", "OUT")]
    [TestCase(1, "inside --region 0,8,16,24 alone, but is from 88,72 to 101,87", "--image", "IMAGE", "--edited", "EDITED", "--region", "0,8,16,24", "--out", "OUT")]
    [TestCase(1, "inside --region", "--image", "IMAGE", "--edited", "EDITED", "--region", "0,8,16,24", "--dry-run")]
    [TestCase(2, "the weight of 'boat' is expected to be from -100 to 100, but is 101", "--image", "IMAGE", "--mask", "MASK", "--negative", "(boat:101)", "--out", "OUT")]
    [TestCase(2, "0 to 1 of the text encoder's 2 layers", "--image", "IMAGE", "--mask", "MASK", "--clip-skip", "3", "--out", "OUT")]
    [TestCase(1, "nowhere", "--image", "IMAGE", "--mask", "MASK", "--lora", "nowhere.safetensors:0.5", "--out", "OUT")]
    [TestCase(1, "nowhere", "--image", "IMAGE", "--mask", "MASK", "--tokenizer", "nowhere", "--out", "OUT")]
    public void WhatDoesNotFitIsRefused(int code, string message, params string[] options)
    {
        using var files = new StableDiffusionFiles();
        var names = new Dictionary<string, Func<string>>
        {
            ["IMAGE"] = () => files.Image,
            ["MASK"] = () => files.Mask,
            ["EDITED"] = () => files.Edited,
            ["OUT"] = () => files.Out,
            ["SMALL"] = () => files.Save("small.png", StableDiffusionFiles.Draw(64, 64, box: true, mask: true)),
            ["BLACK"] = () => files.Save("black.png", StableDiffusionFiles.Draw(192, 192, box: false, mask: true)),
        };
        CommandRun run = CommandRun.Of(["edit", "sd", "--weights", files.Model, "--prompt", "cat", .. options.Select(option => names.TryGetValue(option, out Func<string>? name) ? name() : option)]);

        Assert.That(run.ExitCode, Is.EqualTo(code), run.Error);
        Assert.That(run.Error, Does.Contain(message).And.Not.Contain("   at "));
        Assert.That(File.Exists(files.Out), Is.False);
    }

    private static CommandRun Succeed(string[] arguments)
    {
        CommandRun run = CommandRun.Of(arguments);
        Assert.That(run.ExitCode, Is.Zero, run.Error);
        return run;
    }

    private static JsonDocument Json(string[] arguments) => JsonDocument.Parse(Succeed(arguments).Output);

    private static long Number(JsonElement element, string name) => element.GetProperty(name).GetInt64();
}
