using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.Playwright;
using NUnit.Framework;

namespace Sige.Tests.Cli.Pages;

/// <summary>A page in a browser that lets no request leave, and remembers what went wrong.</summary>
internal sealed partial class OpenPage(IBrowserContext context, IPage page, string address) : IAsyncDisposable
{
    private readonly List<string> _faults = [];

    public IPage Page => page;

    /// <summary>What the page wrote to the console, threw, or asked of a network.</summary>
    public IReadOnlyList<string> Faults => _faults;

    /// <summary>The share of the slider that shows the first picture, in percent.</summary>
    public async Task<double> ReadSplitAsync()
    {
        string clip = await page.Locator(".frame .first").First.EvaluateAsync<string>("image => getComputedStyle(image).clipPath");
        double hidden = double.Parse(Hidden().Match(clip).Groups["percent"].Value, CultureInfo.InvariantCulture);
        return 100 - hidden;
    }

    /// <summary>The texts of all elements that a selector finds.</summary>
    public Task<IReadOnlyList<string>> TextsAsync(string selector) => page.Locator(selector).AllTextContentsAsync();

    public async Task LoadAsync()
    {
        page.Console += (_, message) => _faults.Add($"{message.Type}: {message.Text}");
        page.PageError += (_, error) => _faults.Add(error);
        await context.RouteAsync("**/*", route =>
        {
            if (route.Request.Url == address)
                return route.ContinueAsync();
            _faults.Add($"request of {route.Request.Url}");
            return route.AbortAsync();
        });
        await page.GotoAsync(address);
        Assert.That(await page.Locator("main").CountAsync(), Is.EqualTo(1), () => $"The page's script ran to its end. {string.Join('\n', _faults)}");
        await page.WaitForFunctionAsync("[...document.querySelectorAll('.chart .scroll')].every(chart => chart.firstChild)");
    }

    public async ValueTask DisposeAsync() => await context.DisposeAsync();

    /// <summary>The part of <c>inset(0px 50% 0px 0px)</c>, or of its longer forms, that is cut off at the right.</summary>
    [GeneratedRegex(@"inset\(\S+ (calc\(\D*)?(?<percent>[\d.]+)%")]
    private static partial Regex Hidden();
}
