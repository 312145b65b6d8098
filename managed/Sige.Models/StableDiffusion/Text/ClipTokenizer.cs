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
        vocabulary.RequireBytes(EndOfWord);
        _pieces = BpeTokenizer.Create(new BpeOptions(vocabulary.Tokens)
        {
            Merges = vocabulary.Merges,
            EndOfWordSuffix = EndOfWord,
            ByteLevel = true,
            PreTokenizer = new RegexPreTokenizer(Words(), specialTokens: null),
        });
    }

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

    /// <summary>Splits a text.</summary>
    /// <param name="text">
    /// Any text; capitals and repeated spaces make no difference. Composed letters are made one where the runtime has ICU; in its invariant
    /// mode they stay as they are.
    /// </param>
    /// <param name="length">How many tokens there are to be, with start and end.</param>
    /// <returns>As many tokens, and how many were left out because the text is too long.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="length"/> is below 2.</exception>
    public (int[] Tokens, int LeftOut) Encode(string text, int length = 77)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentOutOfRangeException.ThrowIfLessThan(length, 2);
        // A lone surrogate, half of a character, is no text: it becomes U+FFFD, as in UTF-8.
        string valid = Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text));
        IReadOnlyList<int> pieces = _pieces.EncodeToIds(valid.Normalize(NormalizationForm.FormC).ToLowerInvariant());
        int kept = Math.Min(pieces.Count, length - 2);
        var tokens = new int[length];
        tokens.AsSpan().Fill(End);
        tokens[0] = Start;
        for (int i = 0; i < kept; i++)
            tokens[i + 1] = pieces[i];
        return (tokens, pieces.Count - kept);
    }

    /// <summary>Words, endings such as 's, single digits, and runs of other signs.</summary>
    [GeneratedRegex(@"'s|'t|'re|'ve|'m|'ll|'d|\p{L}+|\p{N}|[^\s\p{L}\p{N}]+", RegexOptions.CultureInvariant)]
    private static partial Regex Words();
}
