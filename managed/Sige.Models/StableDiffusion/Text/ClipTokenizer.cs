using System.Text;
using System.Text.RegularExpressions;
using Microsoft.ML.Tokenizers;
using Sige.Weights;

namespace Sige.Models;

/// <summary>Splits texts into the tokens that a CLIP text encoder knows: pieces of lower-case words, found by byte-pair encoding.</summary>
/// <remarks>
/// Source: Sennrich et al., <i>Neural Machine Translation of Rare Words with Subword Units</i>, ACL 2016; the pieces of words are those of
/// CLIP's <c>simple_tokenizer.py</c>, in which the last piece of a word ends in <c>&lt;/w&gt;</c>.
/// </remarks>
public sealed partial class ClipTokenizer
{
    private const string StartName = "<|startoftext|>";
    private const string EndName = "<|endoftext|>";
    private const string EndOfWord = "</w>";

    private readonly BpeTokenizer _pieces;

    private ClipTokenizer(ClipVocabulary vocabulary)
    {
        Start = vocabulary.Require(StartName);
        End = vocabulary.Require(EndName);
        Count = vocabulary.Tokens.Values.Max() + 1;
        vocabulary.RequireBytes(EndOfWord);
        _pieces = BpeTokenizer.Create(new BpeOptions(vocabulary.Tokens)
        {
            Merges = vocabulary.Merges,
            EndOfWordSuffix = EndOfWord,
            ByteLevel = true,
            PreTokenizer = new RegexPreTokenizer(Words(), specialTokens: null),
        });
    }

    /// <summary>How many ids there are: the largest is one less.</summary>
    public int Count { get; }

    /// <summary>The token that begins every text.</summary>
    public int Start { get; }

    /// <summary>The token that ends every text and fills what is left behind it.</summary>
    public int End { get; }

    /// <summary>Reads a vocabulary.</summary>
    /// <param name="folder">A folder with <c>vocab.json</c> and <c>merges.txt</c>, such as the <c>tokenizer</c> of a diffusers model.</param>
    /// <exception cref="WeightFormatException">A file is missing, is none, or they do not fit each other; the message says which and where.</exception>
    /// <exception cref="IOException">A file cannot be opened.</exception>
    public static ClipTokenizer Open(string folder)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        return new ClipTokenizer(ClipVocabulary.Read(folder));
    }

    /// <summary>Splits a text, in which brackets are text.</summary>
    /// <inheritdoc cref="Encode(WeightedPrompt, int)"/>
    public ClipTokens Encode(string text, int length = 77) => Encode(WeightedPrompt.Plain(text), length);

    /// <summary>Splits a text whose parts have weights; a word does not reach from one part into another.</summary>
    /// <param name="text">
    /// Any text; capitals and repeated spaces make no difference. Composed letters are made one where the runtime has ICU; in its invariant
    /// mode they stay as they are.
    /// </param>
    /// <param name="length">How many tokens there are to be, with start and end.</param>
    /// <returns>As many tokens with their weights, and how many were left out because the text is too long.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="length"/> is below 2.</exception>
    public ClipTokens Encode(WeightedPrompt text, int length = 77)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentOutOfRangeException.ThrowIfLessThan(length, 2);
        var tokens = new int[length];
        var weights = new float[length];
        tokens.AsSpan().Fill(End);
        weights.AsSpan().Fill(1);
        tokens[0] = Start;
        int count = 0;
        foreach (WeightedText part in text.Parts)
        {
            foreach (int piece in Split(part.Text))
            {
                if (++count < length - 1)
                    (tokens[count], weights[count]) = (piece, part.Weight);
            }
        }

        return new ClipTokens(tokens, weights, Math.Max(count - (length - 2), 0));
    }

    private IReadOnlyList<int> Split(string text)
    {
        // A lone surrogate, half of a character, is no text: it becomes U+FFFD, as in UTF-8.
        string valid = Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text));
        return _pieces.EncodeToIds(valid.Normalize(NormalizationForm.FormC).ToLowerInvariant());
    }

    /// <summary>Words, endings such as 's, single digits, and runs of other signs.</summary>
    [GeneratedRegex(@"'s|'t|'re|'ve|'m|'ll|'d|\p{L}+|\p{N}|[^\s\p{L}\p{N}]+", RegexOptions.CultureInvariant)]
    private static partial Regex Words();
}
