using System.Globalization;

namespace Sige.Models;

/// <summary>Finds the brackets of a prompt that weight what is between them.</summary>
internal static class PromptBrackets
{
    /// <summary>The pairs of brackets by the place of their first.</summary>
    public static Dictionary<int, BracketPair> Match(string text)
    {
        var pairs = new Dictionary<int, BracketPair>();
        var open = new Stack<int>();
        int round = 0, square = 0;
        for (int i = 0; i < text.Length; i++)
        {
            if (IsEscape(text, i))
            {
                i++;
            }
            else if (text[i] is '(' or '[')
            {
                open.Push(i);
                _ = text[i] == '(' ? round++ : square++;
            }
            else if ((text[i] == ')' && round > 0) || (text[i] == ']' && square > 0))
            {
                // What was opened since and is not closed by now has no partner: it is text.
                int start = Pop();
                while (text[start] != (text[i] == ')' ? '(' : '['))
                    start = Pop();
                pairs.Add(start, text[i] == ']' ? new BracketPair(i, i, 1 / WeightedPrompt.Emphasis) : Round(text, i));
            }
        }

        return pairs;

        int Pop()
        {
            int start = open.Pop();
            _ = text[start] == '(' ? round-- : square--;
            return start;
        }
    }

    /// <summary>Whether a backslash and the bracket or backslash behind it stand for the latter.</summary>
    public static bool IsEscape(string text, int place) => text[place] == '\\' && place + 1 < text.Length && text[place + 1] is '(' or ')' or '[' or ']' or '\\';

    /// <summary>A pair of round brackets that ends here: with the number behind a colon, or the usual factor.</summary>
    private static BracketPair Round(string text, int close)
    {
        int colon = close - 1;
        while (colon >= 0 && (char.IsAsciiDigit(text[colon]) || text[colon] is '.' or '+' or '-' || char.IsWhiteSpace(text[colon])))
            colon--;
        bool isNumber = float.TryParse(
            text.AsSpan((colon + 1)..close).Trim(), NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out float factor);
        return isNumber && colon >= 0 && text[colon] == ':' ? new BracketPair(colon, close, factor) : new BracketPair(close, close, WeightedPrompt.Emphasis);
    }

    /// <summary>A pair of brackets.</summary>
    /// <param name="End">Where the words between them end: at the colon of a weight, or at the second.</param>
    /// <param name="Close">Where the second is.</param>
    /// <param name="Factor">By what the pair multiplies the weight of what is between.</param>
    internal readonly record struct BracketPair(int End, int Close, float Factor);
}
