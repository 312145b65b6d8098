namespace Sige.Models;

/// <summary>The tokens of a text for an encoder that takes a fixed number.</summary>
/// <param name="Tokens">Ids: the start, the text's, and ends to fill.</param>
/// <param name="Weights">As many weights; 1 for start and ends.</param>
/// <param name="LeftOut">How many tokens of the text were left out at its end because it is too long.</param>
public sealed record ClipTokens(int[] Tokens, float[] Weights, int LeftOut)
{
    /// <summary>What there is to say of what was left out; null for nothing.</summary>
    /// <param name="name">What the text is, as in "the prompt".</param>
    public string? NoticeOf(string name) => LeftOut == 0
        ? null
        : $"The {name} has {Tokens.Length - 2 + LeftOut} tokens, but the text encoder takes {Tokens.Length - 2}: the last {LeftOut} {(LeftOut == 1 ? "was" : "were")} left out.";
}
