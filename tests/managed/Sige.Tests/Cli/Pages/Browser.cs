using Microsoft.Playwright;
using NUnit.Framework;

namespace Sige.Tests.Cli.Pages;

/// <summary>The system's Chromium. It is not downloaded: CI installs it, and elsewhere tests that need it say that it is missing.</summary>
internal sealed class Browser : IAsyncDisposable
{
    /// <summary>After which a browser is given up, in milliseconds: long enough for a machine that does much else.</summary>
    private const float Patience = 300_000;

    private static readonly string[] Names = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];

    private readonly IPlaywright _playwright;
    private readonly IBrowser _browser;

    private Browser(IPlaywright playwright, IBrowser browser) => (_playwright, _browser) = (playwright, browser);

    /// <summary>Starts it. Without one the test fails in CI and is ignored elsewhere.</summary>
    public static async Task<Browser> StartAsync()
    {
        string? path = Find();
        if (path is null && Environment.GetEnvironmentVariable("CI") is { Length: > 0 })
            Assert.Fail($"CI has no browser: expected {string.Join(" or ", Names)} on the path.");
        if (path is null)
            Assert.Ignore($"There is no browser: expected {string.Join(" or ", Names)} on the path.");
        IPlaywright playwright = await Playwright.CreateAsync();
        return new Browser(playwright, await playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions { ExecutablePath = path, Timeout = Patience }));
    }

    /// <summary>Opens a file; its script has run then.</summary>
    /// <param name="file">The page.</param>
    /// <param name="options">Size, colours and the like.</param>
    public async Task<OpenPage> OpenAsync(string file, BrowserNewContextOptions? options = null)
    {
        IBrowserContext context = await _browser.NewContextAsync(options);
        context.SetDefaultTimeout(Patience);
        var page = new OpenPage(context, await context.NewPageAsync(), new Uri(file).AbsoluteUri);
        await page.LoadAsync();
        return page;
    }

    public async ValueTask DisposeAsync()
    {
        await _browser.DisposeAsync();
        _playwright.Dispose();
    }

    private static string? Find() =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Where(folder => folder.Length > 0)
            .SelectMany(folder => Names.Select(name => Path.Combine(folder, name))).FirstOrDefault(File.Exists);
}
