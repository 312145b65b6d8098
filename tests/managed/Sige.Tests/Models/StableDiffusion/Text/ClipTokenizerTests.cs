using NUnit.Framework;
using Sige.Models;
using Sige.Tests.Weights;
using Sige.Weights;

namespace Sige.Tests.Models.StableDiffusion;

/// <summary>Byte-pair encoding over a vocabulary of all bytes and a few words.</summary>
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class ClipTokenizerTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly Dictionary<string, int> _vocabulary = SmallVocabulary.Tokens();

    public void Dispose() => _folder.Dispose();

    [Test]
    public void WordsAreJoinedInTheOrderOfTheMerges()
    {
        Assert.That(Pieces("cat"), Is.EqualTo(new[] { "cat</w>" }));
        Assert.That(Pieces("cats"), Is.EqualTo(new[] { "ca", "t", "s</w>" }));
        Assert.That(Pieces("hello"), Is.EqualTo(new[] { "hello</w>" }), "l and l are joined before l and o");
        Assert.That(Pieces("helo cat"), Is.EqualTo(new[] { "he", "lo</w>", "cat</w>" }));
        Assert.That(Pieces("cat's"), Is.EqualTo(new[] { "cat</w>", "'", "s</w>" }));
        Assert.That(Pieces("cat, 12"), Is.EqualTo(new[] { "cat</w>", ",</w>", "1</w>", "2</w>" }));
    }

    [Test]
    public void CapitalsAndSpacesMakeNoDifference() => Assert.That(Pieces("  CAT \t\n Cat  "), Is.EqualTo(new[] { "cat</w>", "cat</w>" }));

    /// <summary>UTF-8: U+00E9 is C3 A9; the signs are those of CLIP's table of bytes.</summary>
    [Test]
    public void OtherScriptsAreBytes()
    {
        Assert.That(Pieces("\u00e9"), Is.EqualTo(new[] { "\u00c3", "\u00a9</w>" }));
        Assert.That(Pieces("\u65e5"), Is.EqualTo(new[] { "\u00e6", "\u0139", "\u00a5</w>" }));
        Assert.That(Pieces("\ud83d\ude00"), Has.Length.EqualTo(4));
        Assert.That(Pieces("\ud83d"), Is.EqualTo(Pieces("\ufffd")), "half a character");
    }

    [Test]
    public void ATextIsFilledOrCutToItsLength()
    {
        ClipTokenizer tokenizer = Open();

        int[] empty = [tokenizer.Start, .. Enumerable.Repeat(tokenizer.End, 76)];
        Assert.That(tokenizer.Encode("").Tokens, Is.EqualTo(empty));
        (int[] tokens, float[] weights, int leftOut) = tokenizer.Encode(string.Join(' ', Enumerable.Repeat("cat", 80)));
        Assert.That((tokens.Length, tokens[0], tokens[75], tokens[76], leftOut), Is.EqualTo((77, tokenizer.Start, _vocabulary["cat</w>"], tokenizer.End, 5)));
        Assert.That(weights, Is.EqualTo(Enumerable.Repeat(1f, 77)));
        Assert.That(() => tokenizer.Encode("cat", length: 1), Throws.TypeOf<ArgumentOutOfRangeException>());
    }

    [Test]
    public void WrongFilesAreNamed()
    {
        Assert.That(() => ClipTokenizer.Open(_folder["nowhere"]), Fault("vocab.json", "missing"));
        Write(["ca x y"]);
        Assert.That(() => ClipTokenizer.Open(_folder["."]), Fault("merges.txt", "'ca x y' is expected to join two tokens"));
        Write(["c z"]);
        Assert.That(() => ClipTokenizer.Open(_folder["."]), Fault("merges.txt", "'c z' is expected to join two tokens"));
        Write(["c a", "ca t</w>", "c a"]);
        Assert.That(() => ClipTokenizer.Open(_folder["."]), Fault("merges.txt", "'c a' is expected once"));
        _vocabulary.Remove("q</w>");
        Write(SmallVocabulary.Merges);
        Assert.That(() => ClipTokenizer.Open(_folder["."]), Fault("vocab.json", "expected to have the token 'q</w>'"));
        _vocabulary["q</w>"] = 0;
        Write(SmallVocabulary.Merges);
        Assert.That(() => ClipTokenizer.Open(_folder["."]), Fault("vocab.json", "a number of its own"));
        SmallVocabulary.Write(_folder["."], [], []);
        Assert.That(() => ClipTokenizer.Open(_folder["."]), Fault("vocab.json", "expected to have the token '<|startoftext|>'"));
        File.WriteAllText(_folder["vocab.json"], "[1]");
        Assert.That(() => ClipTokenizer.Open(_folder["."]), Fault("vocab.json", "an object of tokens"));
        File.WriteAllText(_folder["vocab.json"], "{\"a\": 1");
        Assert.That(() => ClipTokenizer.Open(_folder["."]), Fault("vocab.json", "no vocabulary"));
    }

    private static NUnit.Framework.Constraints.IResolveConstraint Fault(string file, string message) =>
        Throws.TypeOf<WeightFormatException>().With.Message.Contains(file).And.Message.Contains(message);

    private string[] Pieces(string text)
    {
        Dictionary<int, string> names = _vocabulary.ToDictionary(token => token.Value, token => token.Key);
        (int[] tokens, _, int leftOut) = Open().Encode(text);
        Assert.That(leftOut, Is.Zero);
        int end = Array.IndexOf(tokens, SmallVocabulary.Bytes + SmallVocabulary.Merges.Length + 1);
        return [.. tokens[1..end].Select(token => names[token])];
    }

    private ClipTokenizer Open()
    {
        Write(SmallVocabulary.Merges);
        return ClipTokenizer.Open(_folder["."]);
    }

    private void Write(string[] merges) => SmallVocabulary.Write(_folder["."], _vocabulary, merges);
}
