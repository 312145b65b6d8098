namespace Sige.Models;

/// <summary>A part of a model, as files of low-rank updates name it. Kohya's names have underlines for dots, so all names are compared so.</summary>
/// <param name="Joined">How kohya's names of its modules begin.</param>
/// <param name="Dotted">How diffusers' names of its modules begin.</param>
internal sealed record LowRankPart(string Joined, string Dotted)
{
    /// <summary>The text-conditional U-Net.</summary>
    public static LowRankPart UNet { get; } = new("lora_unet_", "unet.");

    /// <summary>The text encoder.</summary>
    public static LowRankPart Text { get; } = new("lora_te_", "text_encoder.");

    /// <summary>Every part that has updates.</summary>
    public static IReadOnlyList<LowRankPart> All { get; } = [UNet, Text];

    /// <summary>A name with underlines for dots.</summary>
    public static string Flatten(string name) => name.Replace('.', '_');

    /// <summary>The module that a name in a file means, with underlines for dots; null for one of another part.</summary>
    public string? ModuleOf(string written) =>
        written.StartsWith(Joined, StringComparison.Ordinal) ? written[Joined.Length..]
        : written.StartsWith(Dotted, StringComparison.Ordinal) ? Flatten(written[Dotted.Length..])
        : null;
}
