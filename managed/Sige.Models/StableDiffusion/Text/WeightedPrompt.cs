using System.Globalization;
using System.Text;

namespace Sige.Models;

/// <summary>A prompt split into parts with weights.</summary>
/// <remarks>
/// <c>(word)</c> has 1.1, <c>[word]</c> 1 / 1.1, <c>(word:1.2)</c> what it says, and brackets within brackets multiply. <c>\(</c>, <c>\)</c>,
/// <c>\[</c>, <c>\]</c> and <c>\\</c> are the sign itself. A bracket without its partner is text as well, as is a colon without a number behind it.
/// Source: the prompt syntax of the public Stable Diffusion web UIs (AUTOMATIC1111's), where a bracket that is never closed weights all behind it.
/// </remarks>
public sealed class WeightedPrompt
{
    /// <summary>Factor of a pair of round brackets that names none.</summary>
    public const float Emphasis = 1.1f;

    /// <summary>The largest weight, of either sign: beyond it networks make no picture.</summary>
    public const float LargestWeight = 100;

    private WeightedPrompt(IReadOnlyList<WeightedText> parts) => Parts = parts;

    /// <summary>The parts in their order, none of them empty; two neighbours never have the same weight.</summary>
    public IReadOnlyList<WeightedText> Parts { get; }

    /// <summary>Takes a text as it stands: brackets are text.</summary>
    public static WeightedPrompt Plain(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return new WeightedPrompt(text.Length == 0 ? [] : [new WeightedText(text, 1)]);
    }

    /// <summary>Reads the weights in a text.</summary>
    /// <param name="text">Any text.</param>
    /// <exception cref="ArgumentException">A weight is beyond <see cref="LargestWeight"/>; the message says which.</exception>
    public static WeightedPrompt Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        Dictionary<int, PromptBrackets.BracketPair> pairs = PromptBrackets.Match(text);
        var parts = new List<WeightedText>();
        var words = new StringBuilder();
        var around = new Stack<(float OuterWeight, PromptBrackets.BracketPair Pair)>();
        float weight = 1, weightOfWords = 1;
        for (int i = 0; i < text.Length; i++)
        {
            if (around.TryPeek(out (float OuterWeight, PromptBrackets.BracketPair Pair) inner) && i == inner.Pair.End)
            {
                (weight, i) = (inner.OuterWeight, inner.Pair.Close);
                around.Pop();
            }
            else if (pairs.TryGetValue(i, out PromptBrackets.BracketPair pair))
            {
                around.Push((weight, pair));
                weight *= pair.Factor;
            }
            else
            {
                if (weight != weightOfWords)
                    Finish();
                i += PromptBrackets.IsEscape(text, i) ? 1 : 0;
                words.Append(text[i]);
            }
        }

        Finish();
        return new WeightedPrompt(parts);

        void Finish()
        {
            if (words.Length > 0)
                parts.Add(Check(new WeightedText(words.ToString(), weightOfWords)));
            words.Clear();
            weightOfWords = weight;
        }
    }

    private static WeightedText Check(WeightedText part)
    {
        const int Longest = 40;
        string shown = part.Text.Length > Longest ? part.Text[..Longest] + "..." : part.Text;
        return MathF.Abs(part.Weight) <= LargestWeight
            ? part
            : throw new ArgumentException(string.Create(
                CultureInfo.InvariantCulture,
                $"In a prompt the weight of '{shown}' is expected to be from -{LargestWeight} to {LargestWeight}, but is {part.Weight}; a bracket that is text is written \\(."));
    }
}
