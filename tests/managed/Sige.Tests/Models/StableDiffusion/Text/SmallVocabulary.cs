using System.Text.Json;
using Sige.Models;
using Sige.Tests.Weights;

namespace Sige.Tests.Models.StableDiffusion;

/// <summary>A tokenizer's files with all bytes and a few words.</summary>
internal static class SmallVocabulary
{
    /// <summary>How many tokens are bytes.</summary>
    public const int Bytes = 512;

    public static readonly string[] Merges = ["h e", "l l", "l o</w>", "he ll", "hell o</w>", "c a", "ca t</w>"];

    /// <summary>All bytes as CLIP writes them, within a word and at its end; what merges make; start and end.</summary>
    public static Dictionary<string, int> Tokens()
    {
        int others = 0;
        string[] letters = [.. Enumerable.Range(0, 256).Select(value => ((char)(value is (>= 33 and <= 126) or (>= 161 and <= 172) or >= 174 ? value : 256 + others++)).ToString())];
        string[] tokens = [.. letters, .. letters.Select(letter => letter + "</w>"), .. Merges.Select(merge => merge.Replace(" ", "", StringComparison.Ordinal)), "<|startoftext|>", "<|endoftext|>"];
        return tokens.Index().ToDictionary(token => token.Item, token => token.Index);
    }

    /// <summary>Writes both files.</summary>
    public static void Write(string folder, Dictionary<string, int> tokens, string[] merges)
    {
        Directory.CreateDirectory(folder);
        File.WriteAllText(Path.Combine(folder, "vocab.json"), JsonSerializer.Serialize(tokens));
        File.WriteAllText(Path.Combine(folder, "merges.txt"), $"#version: 0.2\n{string.Join('\n', merges)}\n");
    }

    /// <summary>A tokenizer over them.</summary>
    public static ClipTokenizer Open()
    {
        using var folder = new TemporaryFolder();
        Write(folder["tokenizer"], Tokens(), Merges);
        return ClipTokenizer.Open(folder["tokenizer"]);
    }
}
