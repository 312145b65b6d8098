using System.Text.Json;
using Microsoft.Playwright;
using NUnit.Framework;
using Sige.Cli.Output;
using Sige.Tests.Imaging;

namespace Sige.Tests.Cli.Pages;

/// <summary>The page that <c>--report</c> writes, of an edit of the demo's street, in a browser.</summary>
internal sealed class ReportPageTests
{
    private readonly TemporaryFolder _folder = new();
    private Browser _browser = null!;
    private JsonDocument _json = null!;
    private string _file = "";

    private JsonElement Result => _json.RootElement;

    [OneTimeSetUp]
    public async Task WritesAPage()
    {
        _browser = await Browser.StartAsync();
        _file = _folder.PathOf("report.html");
        string demo = Path.Combine(AppContext.BaseDirectory, "Demo");
        CommandRun run = CommandRun.Of(
            "edit", "gaugan", "--weights", Path.Combine(demo, "street_spade.f16.safetensors"),
            "--labels", Path.Combine(demo, "original.labels.png"), "--instances", Path.Combine(demo, "original.instances.png"),
            "--edited-labels", Path.Combine(demo, "raise-building.labels.png"), "--edited-instances", Path.Combine(demo, "raise-building.instances.png"),
            "--out", _folder.PathOf("edit.png"), "--threads", "2", "--compare-dense", "--report", _file, "--json");
        Assert.That(run.ExitCode, Is.Zero, run.Error);
        _json = JsonDocument.Parse(run.Output);
    }

    [OneTimeTearDown]
    public async Task Closes()
    {
        if (_browser is not null)
            await _browser.DisposeAsync();
        _json?.Dispose();
        _folder.Dispose();
    }

    [Test]
    public async Task NothingGoesWrongAndNothingLeavesThePage([Values] ColorScheme scheme)
    {
        await using OpenPage page = await _browser.OpenAsync(_file, new BrowserNewContextOptions { ColorScheme = scheme });

        await page.Page.EvaluateAsync("async () => { for (const image of document.images) await image.decode(); }");
        Assert.That(page.Faults, Is.Empty);
        Assert.That(Result.GetProperty("report").GetString(), Is.EqualTo(_file));
        Assert.That(await page.Page.TitleAsync(), Is.EqualTo("edit.png · sige edit gaugan"));
    }

    [Test]
    public async Task TheSliderMovesByMouse()
    {
        await using OpenPage page = await _browser.OpenAsync(_file);
        LocatorBoundingBoxResult frame = await FrameAsync(page);
        float middle = frame.Y + frame.Height / 2;

        Assert.That(await page.ReadSplitAsync(), Is.EqualTo(50));
        await page.Page.Mouse.MoveAsync(frame.X + 0.5f * frame.Width, middle);
        await page.Page.Mouse.DownAsync();
        await page.Page.Mouse.MoveAsync(frame.X + 0.2f * frame.Width, middle);
        Assert.That(await page.ReadSplitAsync(), Is.EqualTo(20).Within(1));
        await page.Page.Mouse.UpAsync();
        await page.Page.Mouse.MoveAsync(frame.X + 0.8f * frame.Width, middle);
        Assert.That(await page.ReadSplitAsync(), Is.EqualTo(20).Within(1), "the button is up");
    }

    [Test]
    public async Task TheSliderMovesByFinger()
    {
        await using OpenPage page = await _browser.OpenAsync(_file, new BrowserNewContextOptions { HasTouch = true, IsMobile = true, ViewportSize = new() { Width = 390, Height = 844 } });
        LocatorBoundingBoxResult frame = await FrameAsync(page);

        await page.Page.Touchscreen.TapAsync(frame.X + 0.75f * frame.Width, frame.Y + frame.Height / 2);

        Assert.That(await page.ReadSplitAsync(), Is.EqualTo(75).Within(1));
    }

    [Test]
    public async Task TheSliderMovesByKeysAndSaysWhere()
    {
        await using OpenPage page = await _browser.OpenAsync(_file);
        ILocator range = page.Page.Locator(".frame input");

        await range.FocusAsync();
        await page.Page.Keyboard.PressAsync("ArrowRight");
        Assert.That(await page.ReadSplitAsync(), Is.EqualTo(51));
        Assert.That(await range.GetAttributeAsync("aria-valuetext"), Is.EqualTo("51 % Original, 49 % Incremental result"));
        await page.Page.Keyboard.PressAsync("End");
        Assert.That(await page.ReadSplitAsync(), Is.EqualTo(100));
        await page.Page.Keyboard.PressAsync("Home");
        Assert.That(await page.ReadSplitAsync(), Is.Zero);
    }

    [Test]
    public async Task TheSliderComparesWhatIsChosen()
    {
        await using OpenPage page = await _browser.OpenAsync(_file);

        await page.Page.Locator(".slider select").First.SelectOptionAsync("Dense result");

        string shown = await page.Page.Locator(".frame .first").GetAttributeAsync("src") ?? "";
        string dense = await page.Page.Locator(".gallery figure:has(figcaption:text-is('Dense result')) img").GetAttributeAsync("src") ?? "";
        Assert.That(shown, Is.EqualTo(dense).And.StartsWith("data:image/png;base64,"));
    }

    /// <summary>Bars stand in the order of the steps, and their heights are in the proportion of the times.</summary>
    [Test]
    public async Task TheChartHasABarForEachStep()
    {
        await using OpenPage page = await _browser.OpenAsync(_file);
        JsonElement[] steps = [.. Result.GetProperty("steps").EnumerateArray()];

        string[] labels = await page.Page.Locator(".layer").EvaluateAllAsync<string[]>("bars => bars.map(bar => bar.getAttribute('aria-label'))");
        double[] heights = await page.Page.Locator(".layer .time").EvaluateAllAsync<double[]>("bars => bars.map(bar => Number(bar.getAttribute('height')))");

        Assert.That(labels, Has.Length.EqualTo(steps.Length));
        double longest = steps.Max(step => step.GetProperty("ms").GetDouble());
        for (int i = 0; i < steps.Length; i++)
        {
            JsonElement step = steps[i];
            double ms = step.GetProperty("ms").GetDouble();
            Assert.That(labels[i], Does.StartWith($"{step.GetProperty("name").GetString()}; ")
                .And.Contain($"{Figures.Milliseconds(TimeSpan.FromMilliseconds(ms))} ms").And.Contain($"{Figures.Count(step.GetProperty("macs").GetInt64())} MACs"));
            if (step.GetProperty("form").GetString() is { } form)
                Assert.That(labels[i], Does.Contain($"form {form}"));
            Assert.That(heights[i], Is.EqualTo(heights.Max() * ms / longest).Within(1e-6));
        }
    }

    [Test]
    public async Task ABarTellsItsLayerWhenItIsPointedAtAndByKeys()
    {
        await using OpenPage page = await _browser.OpenAsync(_file);
        JsonElement[] steps = [.. Result.GetProperty("steps").EnumerateArray()];
        ILocator tip = page.Page.Locator(".tip");

        Assert.That(await tip.IsVisibleAsync(), Is.False);
        await page.Page.Locator(".layer .field").Nth(3).HoverAsync();
        Assert.That(await tip.TextContentAsync(), Does.StartWith(steps[3].GetProperty("name").GetString()!).And.Contain("MACs"));
        await page.Page.Locator(".layer").First.FocusAsync();
        await page.Page.Keyboard.PressAsync("ArrowRight");
        Assert.That(await tip.TextContentAsync(), Does.StartWith(steps[1].GetProperty("name").GetString()!));
        await page.Page.Keyboard.PressAsync("Escape");
        Assert.That(await tip.IsVisibleAsync(), Is.False);
    }

    [Test]
    public async Task FiguresAreThoseOfTheJson()
    {
        await using OpenPage page = await _browser.OpenAsync(_file);
        JsonElement dense = Result.GetProperty("dense");

        string[] values = [.. await page.TextsAsync(".headlines b")];

        Assert.That(values, Is.EqualTo(new[]
        {
            Figures.Percent(Result.GetProperty("edit_percent").GetDouble()),
            Figures.Count(Result.GetProperty("macs_sparse").GetInt64()),
            $"{Figures.Milliseconds(TimeSpan.FromMilliseconds(Result.GetProperty("sparse_ms").GetDouble()))} ms",
            Figures.Ratio(dense.GetProperty("speedup_vs_dense").GetDouble()),
            Figures.Decibels(dense.GetProperty("psnr_db").GetDouble()),
            Figures.Similarity(dense.GetProperty("ssim").GetDouble()),
        }));
        Assert.That(dense.GetProperty("ssim").GetDouble(), Is.InRange(0.9, 0.99999));
    }

    /// <summary>A mask's picture has the resolution's size, and as many pixels of the active colour as the JSON counts.</summary>
    [Test]
    public async Task MasksShowTheActivePixelsOfTheJson()
    {
        await using OpenPage page = await _browser.OpenAsync(_file);
        JsonElement[] resolutions = [.. Result.GetProperty("resolutions").EnumerateArray()];

        string[] shares = [.. await page.TextsAsync(".masks .share")];
        int[][] pixels = await page.Page.Locator(".masks img").EvaluateAllAsync<int[][]>("""
            images => images.map(image => {
                const canvas = document.createElement("canvas");
                [canvas.width, canvas.height] = [image.naturalWidth, image.naturalHeight];
                const context = canvas.getContext("2d");
                context.drawImage(image, 0, 0);
                const values = context.getImageData(0, 0, canvas.width, canvas.height).data;
                let active = 0;
                for (let i = 0; i < values.length; i += 4)
                    active += values[i] > 128;
                return [canvas.height, canvas.width, active];
            })
            """);

        Assert.That(resolutions.Select(resolution => resolution.GetProperty("mode").GetString()), Has.Some.EqualTo("sparse").And.Some.EqualTo("dense"));
        Assert.That(pixels, Is.EqualTo(resolutions.Select(resolution => (int[])
            [resolution.GetProperty("height").GetInt32(), resolution.GetProperty("width").GetInt32(), resolution.GetProperty("active_pixels").GetInt32()])));
        Assert.That(shares, Is.EqualTo(pixels.Select(counts => Figures.Percent(100.0 * counts[2] / (counts[0] * counts[1])))));
    }

    [Test]
    public async Task TellsOptionsNoticesAndTheTimeOutsideConvolutions()
    {
        await using OpenPage page = await _browser.OpenAsync(_file);

        string facts = string.Join('\n', await page.TextsAsync(".facts > div"));
        string[] times = [.. await page.TextsAsync("section:has(> h2:text-is('Where the time went')) tr")];

        Assert.That(facts, Does.Contain("--threads2").And.Contain("--compare-densegiven").And.Contain("--labels").And.Contain("instruction set").And.Contain("processor has"));
        Assert.That(times[1], Does.StartWith("convolutions"));
        Assert.That(times[^2], Does.StartWith("outside the network's operators").And.EndsWith("%"));
        Assert.That(times[^1], Is.EqualTo($"the whole edit{Figures.Milliseconds(TimeSpan.FromMilliseconds(Result.GetProperty("sparse_ms").GetDouble()))}100.00 %"));
        Assert.That(await page.Page.Locator("details table tbody tr").CountAsync(), Is.EqualTo(Result.GetProperty("steps").GetArrayLength()));
    }

    [Test]
    public async Task FitsAPhoneAndEveryPictureIsDescribed()
    {
        await using OpenPage page = await _browser.OpenAsync(_file, new BrowserNewContextOptions { ViewportSize = new() { Width = 360, Height = 740 } });

        Assert.That(await page.Page.EvaluateAsync<int>("document.documentElement.scrollWidth"), Is.LessThanOrEqualTo(360));
        Assert.That(await page.Page.Locator("img").CountAsync(), Is.GreaterThan(10));
        Assert.That(await page.Page.Locator("img:not([alt]), img[alt='']").CountAsync(), Is.Zero);
    }

    private static async Task<LocatorBoundingBoxResult> FrameAsync(OpenPage page)
    {
        ILocator frame = page.Page.Locator(".frame");
        await frame.ScrollIntoViewIfNeededAsync();
        return (await frame.BoundingBoxAsync())!;
    }
}
