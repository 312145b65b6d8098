using System.Text.Json;
using Sige.Weights;

namespace Sige.Models;

/// <summary>Reads the <c>config.json</c> of a diffusers <c>UNet2DModel</c>.</summary>
/// <remarks>
/// diffusers writes every key. What a file leaves out is as in the published DDPM models (google/ddpm-*), not as the class's later
/// defaults have it: one head, sines first, a frequency shift and padding as in the original code.
/// </remarks>
internal sealed class DiffusersConfiguration : ConfigurationReader
{
    private const int MostLevels = 12;
    private const int LargestPicture = 1 << 14;
    private const int MostChannels = 1 << 16;

    private DiffusersConfiguration(JsonElement root, string label)
        : base(root, label, "this configuration of a diffusers model")
    {
    }

    /// <summary>Whether a JSON object is a configuration of diffusers.</summary>
    public static bool IsOne(JsonElement root) =>
        root.ValueKind == JsonValueKind.Object
        && (root.TryGetProperty("_class_name", out _) || root.TryGetProperty("_diffusers_version", out _) || root.TryGetProperty("block_out_channels", out _));

    /// <summary>Reads and checks a configuration.</summary>
    /// <param name="root">The JSON object.</param>
    /// <param name="label">The file, for messages.</param>
    /// <exception cref="WeightFormatException">It asks for what this library does not have; the message has the key and both values.</exception>
    public static UNetConfiguration Read(JsonElement root, string label) => new DiffusersConfiguration(root, label).Read();

    private UNetConfiguration Read()
    {
        RequireIs("_class_name", "UNet2DModel");
        RefuseWhatIsMissingHere();
        int[] widths = Numbers("block_out_channels");
        Require(widths.Length is >= 1 and <= MostLevels && widths.All(width => width is >= 1 and <= MostChannels && width % widths[0] == 0), "block_out_channels", $"1 to {MostLevels} multiples of the first one");
        int groups = Number("norm_num_groups", 1, MostChannels, 32);
        Require(widths[0] % groups == 0 && widths[0] % 2 == 0, "block_out_channels", $"even multiples of norm_num_groups ({groups})");
        int size = ReadSize(widths.Length);
        bool[] attended = ReadAttention(widths.Length);
        int? head = Find("attention_head_dim") is null ? null : Number("attention_head_dim", 1, MostChannels, 1);
        Require(head is null || widths.Where((_, level) => attended[level] || level == widths.Length - 1).All(width => width % head == 0), "attention_head_dim", "a divisor of the widths that have attention");
        var edits = EditDefaults.Of(UNetKind.Ddpm);
        return new UNetConfiguration
        {
            Kind = UNetKind.Ddpm,
            PictureSize = size,
            Channels = widths[0],
            ChannelMultipliers = [.. widths.Select(width => width / widths[0])],
            BlocksPerLevel = Number("layers_per_block", 1, 64, null),
            AttentionSizes = [.. Enumerable.Range(0, widths.Length).Where(level => attended[level]).Select(level => size >> level)],
            HeadChannels = head,
            EmbeddingChannels = 4 * widths[0],
            SparseFrom = Math.Min(edits.SparseFrom, size),
            MaskEpsilon = edits.MaskEpsilon,
            MaskDilation = edits.MaskDilation,
            NormGroups = groups,
            NormEpsilon = Fraction("norm_eps", 1e-6f),
            CosinesFirst = Flag("flip_sin_to_cos"),
            FrequencyShift = Number("freq_shift", 0, 1, 1),
            PadsDownsamplingOnAllSides = Number("downsample_padding", 0, 1, 0) == 1,
        };
    }

    private void RefuseWhatIsMissingHere()
    {
        RequireIs("in_channels", 3);
        RequireIs("out_channels", 3);
        RequireIs("time_embedding_type", "positional");
        RequireIs("act_fn", "silu", "swish");
        RequireIs("resnet_time_scale_shift", "default");
        RequireIs("downsample_type", "conv");
        RequireIs("upsample_type", "conv");
        RequireIs("mid_block_type", "UNetMidBlock2D");
        RequireIs("mid_block_scale_factor", 1);
        Require(!Flag("center_input_sample"), "center_input_sample", "false");
        Require(Find("add_attention") is null or { ValueKind: JsonValueKind.True }, "add_attention", "true");
        RequireNull("class_embed_type", "num_class_embeds", "attn_norm_num_groups", "encoder_hid_dim");
    }

    private int ReadSize(int levels)
    {
        int[] sides = Find("sample_size") is { ValueKind: JsonValueKind.Array } ? Numbers("sample_size") : [Number("sample_size", 1, LargestPicture, null)];
        int multiple = 1 << (levels - 1);
        Require(sides.Length is 1 or 2 && sides[0] == sides[^1] && sides[0] is >= 1 and <= LargestPicture && sides[0] % multiple == 0, "sample_size", $"one size, a multiple of {multiple} for {levels} levels");
        return sides[0];
    }

    /// <summary>Which levels have attention; those of the way up are listed from the smallest size.</summary>
    private bool[] ReadAttention(int levels)
    {
        bool[] down = ReadBlocks("down_block_types", "DownBlock2D", "AttnDownBlock2D", levels);
        bool[] up = Find("up_block_types") is null ? [.. down.Reverse()] : ReadBlocks("up_block_types", "UpBlock2D", "AttnUpBlock2D", levels);
        Require(up.Reverse().SequenceEqual(down), "up_block_types", "the kinds of down_block_types in reverse");
        return down;
    }

    private bool[] ReadBlocks(string name, string plain, string attended, int levels)
    {
        string?[] kinds = Words(name);
        Require(kinds.Length == levels && kinds.All(kind => kind == plain || kind == attended), name, $"a list of {levels} of {plain} and {attended}");
        return [.. kinds.Select(kind => kind == attended)];
    }
}
