using Sige.Devices;
using Sige.Lowering;
using Sige.Models;
using Sige.Sessions;
using Sige.Weights;

namespace Sige.Diffusion;

/// <summary>What Stable Diffusion is told to paint, how it denoises, and what a session keeps for later edits.</summary>
public sealed record LatentEditOptions
{
    /// <summary>The largest <see cref="Feather"/>: what the decoder brings up to date around an edit.</summary>
    public const int LargestFeather = 40;

    private const double UsualKeptWeights = 0.1;

    /// <summary>What is to be seen. Words may have weights, as <see cref="WeightedPrompt"/> reads them.</summary>
    public string Prompt { get; init; } = "";

    /// <summary>What is to be kept away from; read with guidance alone.</summary>
    public string NegativePrompt { get; init; } = "";

    /// <summary>
    /// Encoded prompts in place of texts, for callers with a text encoder of their own: [N, 1, tokens, channels], where N is 2 with guidance, first what to
    /// keep away from. Null to encode <see cref="Prompt"/> and <see cref="NegativePrompt"/>; another prompt set later is encoded all the same.
    /// </summary>
    public ReadOnlyMemory<float>? EncodedPrompts { get; init; }

    /// <summary>
    /// How far each step goes beyond what the network predicts without the prompt, 1 or more. Above 1 each step runs the network for both prompts,
    /// which takes twice as long as 1.
    /// </summary>
    public double GuidanceScale { get; init; } = 7.5;

    /// <summary>The sampler; null for the one that the model's scheduler configuration names.</summary>
    public SamplerKind? Sampler { get; init; }

    /// <summary>Into how many steps the whole diffusion is divided; with a <see cref="Strength"/> below 1 fewer are run.</summary>
    public int Steps { get; init; } = 20;

    /// <summary>Whether noise levels are spaced as Karras et al. have it; null for what the scheduler configuration says.</summary>
    public bool? KarrasSigmas { get; init; }

    /// <summary>
    /// How much noise a picture is taken to, above 0 to 1: low keeps what is there, 1 keeps nothing. Null for 1 where a mask is painted
    /// anew, and 0.75 where strokes are made real.
    /// </summary>
    public double? Strength { get; init; }

    /// <summary>Seed of the noise that all noised originals share, as for <c>torch.manual_seed</c>, and of edits that have none of their own.</summary>
    public ulong Seed { get; init; }

    /// <summary>How many of the text encoder's last layers are left out ("clip skip" less 1).</summary>
    public int SkippedTextLayers { get; init; }

    /// <summary>How many pixels around an edit its picture fades into the original, 0 to 40.</summary>
    public int Feather { get; init; } = 8;

    /// <summary>
    /// By how much a pixel must differ from the original to count as edited, in any channel, in steps of 255: 0 to 254; read where an edit has no mask.
    /// </summary>
    public double EditThreshold { get; init; }

    /// <summary>The area that will be edited; only it and its surroundings are kept. Null for the mask's box where a mask is painted, else for the whole picture.</summary>
    public PixelRegion? Region { get; init; }

    /// <summary>
    /// Whether the decoder works in overlapping tiles of 512x512 pixels, which takes the memory of one, and each colours a little differently. Null for
    /// pictures of more than 768x768 alone.
    /// </summary>
    public bool? DecodesInTiles { get; init; }

    /// <summary>How recorded activations are kept.</summary>
    public CachePrecision CachePrecision { get; init; } = CachePrecision.Float16;

    /// <summary>What recorded steps of the U-Net may take in memory, in bytes; null for as much as there is.</summary>
    public long? BudgetBytes { get; init; }

    /// <summary>Where steps go that pass the budget, in a file that is deleted at the end; null for nowhere: such steps run whole in every edit.</summary>
    public string? SpillDirectory { get; init; }

    /// <summary>How masks become active pixels; null for the networks' own choice.</summary>
    public ActivePolicy? ActivePolicy { get; init; }

    /// <summary>In what convolutions and attentions multiply; null for what is usual on the device, <see cref="DeviceKinds.UsualPrecision"/>.</summary>
    public ComputePrecision? ComputePrecision { get; init; }

    /// <summary>What the packed weights are kept as.</summary>
    public WeightPrecision WeightPrecision { get; init; } = WeightPrecision.AsFile;

    /// <summary>
    /// What weights that forms of convolutions keep for themselves may take, as a multiple of what the packed weights take as float32; null for 0.1, a
    /// third of a gigabyte for the U-Net of Stable Diffusion 1.x.
    /// </summary>
    public double? KeptWeightsBudget { get; init; }

    /// <summary>The device that does the work, and how.</summary>
    public EngineOptions Engine { get; init; } = new();

    /// <summary><see cref="ComputePrecision"/>, its default resolved.</summary>
    public ComputePrecision ResolvedPrecision => ComputePrecision ?? Engine.Kind.UsualPrecision();

    /// <summary>Refuses numbers out of their range.</summary>
    /// <exception cref="ArgumentException">One is; the message says which, what is expected and what was found.</exception>
    internal void Check()
    {
        if (!(GuidanceScale >= 1 && double.IsFinite(GuidanceScale)))
            throw Refuse("guidance scale", "1 or more", GuidanceScale);
        if (Strength is { } strength && !(strength > 0 && strength <= 1))
            throw Refuse("strength", "above 0 and at most 1", strength);
        if (Feather is < 0 or > LargestFeather)
            throw Refuse("feather", $"0 to {LargestFeather} pixels", Feather);
        if (!(EditThreshold >= 0 && EditThreshold < byte.MaxValue))
            throw Refuse("edit threshold", "0 to 254 steps of 255", EditThreshold);
        if (BudgetBytes < 0)
            throw Refuse("budget of the cache", "0 bytes or more", BudgetBytes.Value);
    }

    /// <summary>What a session over a network keeps.</summary>
    /// <param name="own">How the network runs by its own choice.</param>
    /// <param name="region">The area that will be edited.</param>
    internal CachedSessionOptions Cache(SessionOptions own, PixelRegion? region) => new()
    {
        Session = own with
        {
            ActivePolicy = ActivePolicy ?? own.ActivePolicy,
            Precision = ComputePrecision,
            WeightPrecision = WeightPrecision,
            OutputPolicy = OutputPolicy.Active,
            KeptWeightsBudget = KeptWeightsBudget ?? (ResolvedPrecision == Devices.ComputePrecision.Float32 ? UsualKeptWeights : null),
        },
        Precision = CachePrecision,
        Region = region,
    };

    private static ArgumentException Refuse(string what, string expected, double found) =>
        new(FormattableString.Invariant($"The {what} is expected to be {expected}, found {found}."));
}
