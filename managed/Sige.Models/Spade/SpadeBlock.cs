namespace Sige.Models;

/// <summary>The widths of one residual block of a SPADE generator.</summary>
/// <param name="Name">The beginning of its parameters' names, such as <c>up_0</c>.</param>
/// <param name="In">Channels that it reads.</param>
/// <param name="Middle">Channels between its two convolutions.</param>
/// <param name="Out">Channels that it gives.</param>
/// <param name="Hidden">Channels of the map that gamma and beta are made of.</param>
/// <param name="LearnedShortcut">Whether the shortcut has a modulation and a 1x1 convolution of its own.</param>
internal sealed record SpadeBlock(string Name, int In, int Middle, int Out, int Hidden, bool LearnedShortcut);
