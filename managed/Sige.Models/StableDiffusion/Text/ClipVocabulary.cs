using System.Text.Json;
using Sige.Weights;

namespace Sige.Models;

/// <summary>The pieces of words that a tokenizer knows, and in which order they are joined from smaller ones.</summary>
internal sealed class ClipVocabulary
{
    private const int LargestFile = 1 << 26;
    private const int MostTokens = 1 << 22;

    private readonly string _path;
    private readonly Dictionary<string, int> _tokens;

    private ClipVocabulary(string path, Dictionary<string, int> tokens, IReadOnlyList<string> merges) => (_path, _tokens, Merges) = (path, tokens, merges);

    /// <summary>Each piece with its number.</summary>
    public IReadOnlyDictionary<string, int> Tokens => _tokens;

    /// <summary>The pairs of pieces to join, two pieces with a space between, first come first.</summary>
    public IReadOnlyList<string> Merges { get; }

    /// <summary>Reads and checks <c>vocab.json</c> and <c>merges.txt</c>.</summary>
    public static ClipVocabulary Read(string folder)
    {
        string vocabulary = Path.Combine(folder, "vocab.json"), merges = Path.Combine(folder, "merges.txt");
        Dictionary<string, int> tokens = ReadTokens(vocabulary, ReadText(vocabulary));
        return new ClipVocabulary(vocabulary, tokens, ReadMerges(merges, ReadText(merges), tokens));
    }

    /// <summary>The number of a token that has to be there.</summary>
    public int Require(string token) => _tokens.TryGetValue(token, out int id)
        ? id
        : throw new WeightFormatException(_path, $"this vocabulary of a text encoder is expected to have the token {NetworkFinder.Quote(token)}, but has not.");

    /// <summary>Every byte is a token, within a word and at its end: so there is no text that cannot be split.</summary>
    public void RequireBytes(string endOfWord)
    {
        int others = 0;
        for (int value = 0; value < 256; value++)
        {
            bool isShown = value is (>= '!' and <= '~') or (>= 0xA1 and <= 0xAC) or >= 0xAE;
            string letter = ((char)(isShown ? value : 256 + others++)).ToString();
            Require(letter);
            Require(letter + endOfWord);
        }
    }

    private static string ReadText(string path)
    {
        if (!File.Exists(path))
            throw new WeightFormatException(path, "a tokenizer is expected to have this file, but it is missing.");
        return new FileInfo(path).Length <= LargestFile
            ? File.ReadAllText(path)
            : throw new WeightFormatException(path, $"this is no part of a tokenizer: it is larger than {LargestFile} bytes.");
    }

    private static Dictionary<string, int> ReadTokens(string path, string text)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(text);
            var tokens = new Dictionary<string, int>(StringComparer.Ordinal);
            var numbers = new HashSet<int>();
            if (document.RootElement.ValueKind != JsonValueKind.Object)
                throw new WeightFormatException(path, "this is no vocabulary of a text encoder: an object of tokens and their numbers is expected.");
            foreach (JsonProperty token in document.RootElement.EnumerateObject())
            {
                bool fits = token.Value.ValueKind == JsonValueKind.Number && token.Value.TryGetInt32(out int id) && id is >= 0 and < MostTokens
                    && numbers.Add(id) && tokens.TryAdd(token.Name, id);
                if (!fits)
                    throw new WeightFormatException(path, $"token {NetworkFinder.Quote(token.Name)} is expected once, with a number of its own from 0 to {MostTokens - 1}, but has {NetworkFinder.Quote(token.Value.GetRawText())}.");
            }

            return tokens;
        }
        catch (JsonException fault)
        {
            throw new WeightFormatException(path, $"this is no vocabulary of a text encoder: {fault.Message}", innerException: fault);
        }
    }

    /// <summary>Lines of two pieces; the first may be a comment.</summary>
    private static string[] ReadMerges(string path, string text, Dictionary<string, int> tokens)
    {
        string[] lines = [.. text.Split('\n').Select(line => line.TrimEnd('\r')).Where((line, number) => line.Length > 0 && (number > 0 || !line.StartsWith("#version", StringComparison.Ordinal)))];
        var known = new HashSet<string>(StringComparer.Ordinal);
        foreach (string line in lines)
        {
            string[] pieces = line.Split(' ');
            if (pieces.Length != 2 || !tokens.ContainsKey(pieces[0]) || !tokens.ContainsKey(pieces[1]) || !tokens.ContainsKey(pieces[0] + pieces[1]))
                throw new WeightFormatException(path, $"line {NetworkFinder.Quote(line)} is expected to join two tokens of the vocabulary beside it to a third.");
            if (!known.Add(line))
                throw new WeightFormatException(path, $"line {NetworkFinder.Quote(line)} is expected once, but is there twice.");
        }

        return lines;
    }
}
