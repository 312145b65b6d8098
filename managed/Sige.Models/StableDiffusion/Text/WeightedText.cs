namespace Sige.Models;

/// <summary>A part of a prompt.</summary>
/// <param name="Text">The words.</param>
/// <param name="Weight">How strongly a picture follows them; 1 is as they stand.</param>
public readonly record struct WeightedText(string Text, float Weight);
