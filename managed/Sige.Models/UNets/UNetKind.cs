using System.Text.Json.Serialization;

namespace Sige.Models;

/// <summary>The U-Nets that <see cref="DiffusionUNet"/> knows.</summary>
public enum UNetKind
{
    /// <summary>Denoising Diffusion Probabilistic Models; <c>ddpm</c> in a configuration.</summary>
    [JsonStringEnumMemberName("ddpm")]
    Ddpm,

    /// <summary>Progressive Distillation; <c>pd</c> in a configuration.</summary>
    [JsonStringEnumMemberName("pd")]
    ProgressiveDistillation,
}
