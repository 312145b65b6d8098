namespace Sige.Models;

/// <summary>One size of a text-conditional U-Net.</summary>
/// <param name="Channels">Its width.</param>
/// <param name="Heads">Heads of its attentions, which share the width.</param>
/// <param name="TransformerBlocks">Transformer blocks behind each residual block; 0 for no attention at this size.</param>
public sealed record ConditionalUNetLevel(int Channels, int Heads, int TransformerBlocks);
