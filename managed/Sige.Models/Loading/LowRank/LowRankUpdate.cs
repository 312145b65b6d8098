using Sige.Weights;

namespace Sige.Models;

/// <summary>A file of low-rank updates (LoRA) of a network's weights, and how much of them is added.</summary>
/// <remarks>
/// Source: Hu et al., <i>LoRA: Low-Rank Adaptation of Large Language Models</i>, ICLR 2022, section 4.1: W + scale (alpha / rank) B A.
/// </remarks>
/// <param name="Weights">
/// The file, open until the networks are lowered. Names are those of kohya's trainers (<c>lora_unet_..._to_q.lora_down.weight</c>) or of
/// diffusers (<c>unet....to_q.lora_A.weight</c>, <c>.lora.down.weight</c>).
/// </param>
/// <param name="Scale">What the updates are multiplied by.</param>
public sealed record LowRankUpdate(WeightCollection Weights, float Scale = 1);
