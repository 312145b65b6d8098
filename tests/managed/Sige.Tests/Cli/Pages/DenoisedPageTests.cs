using System.Text.Json;
using NUnit.Framework;
using Sige.Cli.Output;
using Sige.Imaging;
using Sige.Tests.Cli.StableDiffusion;

namespace Sige.Tests.Cli.Pages;

/// <summary>The page of a denoising session: a part for each edit. File names may be hostile.</summary>
internal sealed class DenoisedPageTests
{
    private const string Hostile = "</script><img src=x onerror=alert(1)>{{script}}&\"'.png";

    private Browser _browser = null!;

    [OneTimeSetUp]
    public async Task Starts() => _browser = await Browser.StartAsync();

    [OneTimeTearDown]
    public async Task Closes()
    {
        if (_browser is not null)
            await _browser.DisposeAsync();
    }

    [Test]
    public async Task EachEditHasItsPart()
    {
        using var files = new GoldenDenoiser("ddpm");
        string other = files.SaveEdit("other.png", x: 44, y: 8), report = files.PathOf("report.html");

        CommandRun run = CommandRun.Of([.. files.Arguments, "--edited", other, "--edited", files.Original, "--commit", "--compare-dense", "--report", report, "--json"]);

        Assert.That(run.ExitCode, Is.Zero, run.Error);
        using JsonDocument json = JsonDocument.Parse(run.Output);
        JsonElement[] edits = [.. json.RootElement.GetProperty("edits").EnumerateArray()];
        await using OpenPage page = await _browser.OpenAsync(report);
        Assert.That(page.Faults, Is.Empty);
        Assert.That(await page.TextsAsync("article > h2"), Is.EqualTo(new[] { "out-1.png", "out-2.png", "out-3.png" }));
        for (int i = 0; i < edits.Length; i++)
        {
            string part = $"article#edit-{i}";
            Assert.That((await page.TextsAsync($"{part} .headlines b"))[0], Is.EqualTo(Figures.Percent(edits[i].GetProperty("edit_percent").GetDouble())));
            Assert.That(await page.Page.Locator($"{part} .layer").CountAsync(), Is.EqualTo(edits[i].GetProperty("layers").GetArrayLength()));
            Assert.That(await page.Page.Locator($"{part} section:has(> h3:text-is('Denoising steps')) tbody tr").CountAsync(), Is.EqualTo(edits[i].GetProperty("steps").GetArrayLength()));
        }
    }

    /// <summary>An edit of Stable Diffusion runs three networks: the masks and the layers of each are there.</summary>
    [Test]
    public async Task EveryNetworkOfAnEditIsShown()
    {
        using var files = new StableDiffusionFiles();
        string report = files["report.html"];

        CommandRun run = CommandRun.Of(files.Edit("--edited", files.Edited, "--out", files.Out, "--strength", "0.5", "--report", report, "--json"));

        Assert.That(run.ExitCode, Is.Zero, run.Error);
        using JsonDocument json = JsonDocument.Parse(run.Output);
        JsonElement edit = json.RootElement.GetProperty("edits")[0];
        await using OpenPage page = await _browser.OpenAsync(report);
        Assert.That(page.Faults, Is.Empty);
        string[] sizes = [.. await page.TextsAsync(".masks figcaption > span:first-child")];
        Assert.That(sizes, Is.SupersetOf(new[] { "encoder: 192x192", "encoder: 24x24", "U-Net: 24x24", "decoder: 24x24", "decoder: 192x192" }));
        Assert.That(sizes, Has.None.Contains(" 1x"), "vectors and words are no pictures");
        string[] tables = [.. await page.TextsAsync("h3, summary")];
        Assert.That(tables, Is.SupersetOf(new[] { "encoder: All layers", "U-Net: All layers", "decoder: All layers" }));
        Assert.That(edit.GetProperty("steps").GetArrayLength(), Is.EqualTo(1), "so that the layers are all that ran");
        Assert.That(await page.Page.Locator(".layer").CountAsync(), Is.GreaterThan(edit.GetProperty("layers").GetArrayLength()));
    }

    /// <summary>With <c>--commit</c> the original of the second edit is the result of the first.</summary>
    [Test]
    public async Task ACommittedResultIsTheNextOriginal()
    {
        using var files = new GoldenDenoiser("ddpm");
        string other = files.SaveEdit("other.png", x: 44, y: 8), report = files.PathOf("report.html");

        CommandRun run = CommandRun.Of([.. files.Arguments, "--edited", other, "--commit", "--report", report]);

        Assert.That(run.ExitCode, Is.Zero, run.Error);
        Assert.That(run.Output, Does.Contain(report).And.Not.Contain("time input"), "the page takes the place of the tables");
        await using OpenPage page = await _browser.OpenAsync(report);
        string result = await SourceAsync(page, "article#edit-0", "Incremental result");
        Assert.That(await SourceAsync(page, "article#edit-1", "Original"), Is.EqualTo(result));
        Assert.That(await page.Page.Locator("figcaption:text-is('Dense result')").CountAsync(), Is.Zero);
        RgbImage saved = RgbImage.Load(files.PathOf("out-1.png"));
        string decoded = files.Write("decoded.png", Convert.FromBase64String(result["data:image/png;base64,".Length..]));
        Assert.That(RgbImage.Load(decoded).Pixels.ToArray(), Is.EqualTo(saved.Pixels.ToArray()));
    }

    [Test]
    public async Task AnEditOfNoPixelSaysSo()
    {
        using var files = new GoldenDenoiser("ddpm");
        string report = files.PathOf("report.html");

        CommandRun run = CommandRun.Of([.. files.With("--edited", files.Original), "--compare-dense", "--report", report]);

        Assert.That(run.ExitCode, Is.Zero, run.Error);
        await using OpenPage page = await _browser.OpenAsync(report);
        Assert.That(page.Faults, Is.Empty);
        Assert.That(await page.Page.InnerTextAsync("main"), Does.Contain("nothing was computed").And.Contain("equal"));
    }

    [Test]
    [Platform(Exclude = "Win")]
    public async Task HostileNamesAreTextAndNothingElse()
    {
        using var files = new GoldenDenoiser("ddpm");
        string folder = Directory.CreateDirectory(files.PathOf("<b>x<")).FullName, report = Path.Combine(folder, "<!--<script>.html");
        string output = Path.Combine(folder, Hostile.Replace('/', '|'));

        CommandRun run = CommandRun.Of([.. files.With("--out", output), "--report", report]);

        Assert.That(run.ExitCode, Is.Zero, run.Error);
        await using OpenPage page = await _browser.OpenAsync(report);
        Assert.That(page.Faults, Is.Empty);
        Assert.That(await page.Page.Locator("h1").TextContentAsync(), Is.EqualTo(Path.GetFileName(output)));
        Assert.That(string.Concat(await page.TextsAsync(".facts dd")), Does.Contain(output).And.Contain(report));
        Assert.That(await page.Page.Locator("b b, img[src='x']").CountAsync(), Is.Zero);
    }

    private static async Task<string> SourceAsync(OpenPage page, string part, string title) =>
        await page.Page.Locator($"{part} .gallery figure:has(figcaption:text-is('{title}')) img").GetAttributeAsync("src") ?? "";
}
