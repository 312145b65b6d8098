using System.Text.RegularExpressions;
using NUnit.Framework;
using Sige.Cli.Pages;

namespace Sige.Tests.Cli.Pages;

/// <summary>The file of a page, without a browser.</summary>
internal sealed class PageFileTests
{
    private const string Hostile = "</SCRIPT><script>alert(1)</script><!-- {{script}} {{data}} \u2028 ' \" & + \ud800";

    [Test]
    public void WhatIsToldCannotLeaveItsPlace()
    {
        string page = PageFile.Render(new PageModel(Hostile, Hostile, Hostile, [Hostile], [Hostile], [], [new FactList(Hostile, [new Fact(Hostile, Hostile)])]));

        Assert.That(Regex.Count(page, "<script", RegexOptions.IgnoreCase), Is.EqualTo(2), "the data and the script");
        Assert.That(Regex.Count(page, "</script", RegexOptions.IgnoreCase), Is.EqualTo(2));
        Assert.That(page, Does.Not.Contain("alert(1)<").And.Not.Contain("<!--"));
        Assert.That(Regex.Count(page, @"\{\{data\}\}"), Is.EqualTo(8), "what looks like a place to fill is text as any other");
    }

    [Test]
    public void AsksForNothing()
    {
        string page = PageFile.Render(new PageModel("t", "c", "m", [], [], [], []));

        Assert.That(page, Does.Contain("default-src 'none'; img-src data:").And.Match("script-src 'sha256-[^']{44}'"));
        Assert.That(Regex.Matches(page, @"\b(src|href)=""(?!data:)|url\(|@import|\bimport\b").Select(match => match.Value), Is.Empty);
        Assert.That(page.Replace("http://www.w3.org/2000/svg", "", StringComparison.Ordinal), Does.Not.Contain("http:").And.Not.Contain("https:"));
    }
}
