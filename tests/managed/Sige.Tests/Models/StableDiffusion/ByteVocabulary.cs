namespace Sige.Tests.Models.StableDiffusion;

/// <summary>A vocabulary of all bytes, for tokenizers in tests.</summary>
internal static class ByteVocabulary
{
    /// <summary>All bytes as CLIP writes them, within a word and then at its end, and what else there is to be.</summary>
    /// <param name="others">Further tokens, behind them.</param>
    public static Dictionary<string, int> Create(IReadOnlyList<string> others)
    {
        int signs = 0;
        string[] letters = [.. Enumerable.Range(0, 256).Select(value => ((char)(value is (>= 33 and <= 126) or (>= 161 and <= 172) or >= 174 ? value : 256 + signs++)).ToString())];
        string[] tokens = [.. letters, .. letters.Select(letter => letter + "</w>"), .. others];
        return tokens.Index().ToDictionary(token => token.Item, token => token.Index);
    }
}
