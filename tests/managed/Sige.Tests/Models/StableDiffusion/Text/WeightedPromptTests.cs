using NUnit.Framework;
using Sige.Models;

namespace Sige.Tests.Models.StableDiffusion;

/// <summary>The weights that brackets give, and brackets that are text.</summary>
internal sealed class WeightedPromptTests
{
    /// <summary>Expected parts are words and weight in turn.</summary>
    [TestCase("a cat", "a cat", 1)]
    [TestCase("a (red) cat", "a ", 1, "red", 1.1, " cat", 1)]
    [TestCase("((red))", "red", 1.21)]
    [TestCase("[red]", "red", 1 / 1.1)]
    [TestCase("[[red]]", "red", 1 / 1.21)]
    [TestCase("(red:1.2)", "red", 1.2)]
    [TestCase("(red:.5)", "red", 0.5)]
    [TestCase("(red: -2 )", "red", -2)]
    [TestCase("(red:0)", "red", 0)]
    [TestCase("(red:2.0) [blue]", "red", 2, " ", 1, "blue", 1 / 1.1)]
    [TestCase("(a (b:1.5) c)", "a ", 1.1, "b", 1.65, " c", 1.1)]
    [TestCase("(a (b) [c]:2)", "a ", 2, "b", 2.2, " ", 2, "c", 2 / 1.1)]
    [TestCase("(a b)(c)", "a bc", 1.1)]
    [TestCase("a (b:1) c", "a b c", 1)]
    [TestCase("a()b", "ab", 1)]
    public void BracketsWeightWhatIsBetweenThem(string text, params object[] expected) => RequireParts(text, expected);

    [TestCase(@"\(red\)", "(red)", 1)]
    [TestCase(@"(\(red\):1.5)", "(red)", 1.5)]
    [TestCase(@"\[red\] \\", @"[red] \", 1)]
    [TestCase(@"red\ blue\", @"red\ blue\", 1)]
    [TestCase(@"(red\)", "(red)", 1)]
    [TestCase(@"(red\\)", @"red\", 1.1)]
    public void ABackslashMakesTextOfABracket(string text, params object[] expected) => RequireParts(text, expected);

    [TestCase("red)", "red)", 1)]
    [TestCase("(red", "(red", 1)]
    [TestCase("a ((red) cat", "a (", 1, "red", 1.1, " cat", 1)]
    [TestCase("a (red)) cat", "a ", 1, "red", 1.1, ") cat", 1)]
    [TestCase("(a [b) c]", "a [b", 1.1, " c]", 1)]
    [TestCase("[red:1.2]", "red:1.2", 1 / 1.1)]
    [TestCase("(red:)", "red:", 1.1)]
    [TestCase("(red:1.2.3)", "red:1.2.3", 1.1)]
    [TestCase("(red:1e1)", "red:1e1", 1.1)]
    [TestCase("(1.5)", "1.5", 1.1)]
    [TestCase("a:2", "a:2", 1)]
    public void WhatIsNoPairIsText(string text, params object[] expected) => RequireParts(text, expected);

    [Test]
    public void NothingHasNoParts()
    {
        foreach (string text in (string[])["", "()", "(:2)", "[([])]"])
            Assert.That(WeightedPrompt.Parse(text).Parts, Is.Empty, text);
        Assert.That(WeightedPrompt.Plain("").Parts, Is.Empty);
        Assert.That(WeightedPrompt.Plain("(a:2)").Parts, Is.EqualTo(new[] { new WeightedText("(a:2)", 1) }));
    }

    [Test]
    public void OtherScriptsHaveWeightsToo() =>
        RequireParts("(\u65e5\u672c:1.3) \ud83d\ude00[\u0440\u0443\u0441\u0441\u043a\u0438\u0439]", "\u65e5\u672c", 1.3, " \ud83d\ude00", 1, "\u0440\u0443\u0441\u0441\u043a\u0438\u0439", 1 / 1.1);

    [Test]
    public void AWeightOutOfRangeIsNamed()
    {
        Assert.That(() => WeightedPrompt.Parse("a (16:900) cat"), Throws.ArgumentException.With.Message.Contains("the weight of '16' is expected to be from -100 to 100, but is 900"));
        Assert.That(() => WeightedPrompt.Parse($"(cat:{new string('9', 60)})"), Throws.ArgumentException.With.Message.Contains("weight of 'cat'"));
        Assert.That(() => WeightedPrompt.Parse($"{new string('(', 60)}cat{new string(')', 60)}"), Throws.ArgumentException.With.Message.Contains("but is 304"));
    }

    /// <summary>Brackets are matched without recursion: none is too deep, and ones without partners cost no more.</summary>
    [Test]
    public void DeepAndEndlessBracketsAreRead()
    {
        const int Depth = 100_000;
        RequireParts(new string('(', Depth) + "a" + new string(']', Depth), new string('(', Depth) + "a" + new string(']', Depth), 1);
        Assert.That(WeightedPrompt.Parse(string.Concat(Enumerable.Repeat("(a)", Depth))).Parts, Is.EqualTo(new[] { new WeightedText(new string('a', Depth), WeightedPrompt.Emphasis) }));
        WeightedPrompt mixed = WeightedPrompt.Parse(string.Concat(Enumerable.Repeat("([", Depth)) + "a" + string.Concat(Enumerable.Repeat("])", Depth)));
        Assert.That(mixed.Parts.Single().Text, Is.EqualTo("a"));
        Assert.That(mixed.Parts.Single().Weight, Is.EqualTo(1).Within(0.02));
    }

    private static void RequireParts(string text, params object[] expected)
    {
        IReadOnlyList<WeightedText> parts = WeightedPrompt.Parse(text).Parts;
        Assert.That(parts.Select(part => part.Text), Is.EqualTo(expected.Where((_, i) => i % 2 == 0)));
        Assert.That(parts.Select(part => (double)part.Weight), Is.EqualTo(expected.Where((_, i) => i % 2 == 1).Select(weight => Convert.ToDouble(weight, null))).Within(1e-6));
    }
}
