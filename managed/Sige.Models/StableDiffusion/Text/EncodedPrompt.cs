namespace Sige.Models;

/// <summary>A prompt as the U-Net reads it.</summary>
/// <param name="Context">The encoded text with its weights, [1, 1, tokens, channels].</param>
/// <param name="Tokens">What was encoded.</param>
public sealed record EncodedPrompt(float[] Context, ClipTokens Tokens);
