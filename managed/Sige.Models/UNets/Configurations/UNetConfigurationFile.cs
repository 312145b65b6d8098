using System.Text.Json;
using System.Text.Json.Serialization;
using Sige.Weights;

namespace Sige.Models;

/// <summary>A configuration as it stands in a JSON file; what is left out is null.</summary>
internal sealed record UNetConfigurationFile
{
    private const int GroupCount = 32;
    private const int MostLevels = 12;
    private const int LargestPicture = 1 << 14;
    private const int MostChannels = 1 << 16;
    private const int LargestFile = 1 << 20;

    public UNetConfigurationFile? Config { get; init; }

    public UNetKind? Network { get; init; }

    public int? Resolution { get; init; }

    public int? Ch { get; init; }

    public int[]? ChMult { get; init; }

    public int? NumResBlocks { get; init; }

    public int[]? AttnResolutions { get; init; }

    public int? HeadDim { get; init; }

    public int? TembCh { get; init; }

    public string? LogsnrInputType { get; init; }

    public int? SparseResolutionThreshold { get; init; }

    public float? Eps { get; init; }

    public int? MaskDilateRadius { get; init; }

    /// <summary>Reads and checks a configuration.</summary>
    /// <param name="text">JSON: a configuration of this library, or one of diffusers.</param>
    /// <param name="label">The file, for messages.</param>
    public static UNetConfiguration Parse(string text, string label)
    {
        using JsonDocument document = ParseJson(text, label);
        if (DiffusersConfiguration.IsOne(document.RootElement))
            return DiffusersConfiguration.Read(document.RootElement, label);
        try
        {
            UNetConfigurationFile? file = document.RootElement.Deserialize(UNetConfigurationJson.Default.UNetConfigurationFile);
            return (file?.Config ?? file ?? new UNetConfigurationFile()).Check(label);
        }
        catch (JsonException fault)
        {
            throw NoConfiguration(label, fault);
        }
    }

    /// <summary>Reads a JSON file's text.</summary>
    /// <param name="path">The file.</param>
    /// <param name="owner">What it configures, for messages.</param>
    /// <exception cref="WeightFormatException">It is far too large for one.</exception>
    public static string ReadText(string path, string owner = "a U-Net")
    {
        using FileStream stream = File.OpenRead(path);
        if (stream.CanSeek && stream.Length > LargestFile)
            throw new WeightFormatException(path, $"this is no configuration of {owner}: it has {stream.Length} bytes; at most {LargestFile} are expected.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }

    /// <summary>Reads JSON, comments and trailing commas allowed.</summary>
    /// <param name="text">The file's text.</param>
    /// <param name="label">The file, for messages.</param>
    /// <param name="owner">What it configures, for messages.</param>
    /// <exception cref="WeightFormatException">It is none; a YAML configuration is named as such.</exception>
    public static JsonDocument ParseJson(string text, string label, string owner = "a U-Net")
    {
        try
        {
            return JsonDocument.Parse(text, new JsonDocumentOptions { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true });
        }
        catch (JsonException fault)
        {
            throw YamlConfiguration.IsOne(text) ? new WeightFormatException(label, YamlConfiguration.Advise(text), innerException: fault) : NoConfiguration(label, fault, owner);
        }
    }

    private static WeightFormatException NoConfiguration(string label, JsonException fault, string owner = "a U-Net") =>
        new(label, $"this is no configuration of {owner}: {fault.Message}", innerException: fault);

    private UNetConfiguration Check(string label)
    {
        UNetKind kind = Network ?? (LogsnrInputType is null ? UNetKind.Ddpm : UNetKind.ProgressiveDistillation);
        bool distilled = kind == UNetKind.ProgressiveDistillation;
        Require(!distilled || LogsnrInputType is null or "inv_cos", label, "logsnr_input_type", "'inv_cos'", LogsnrInputType);

        int[] multipliers = ChMult ?? [];
        Require(multipliers.Length is >= 1 and <= MostLevels && multipliers.All(multiplier => multiplier is >= 1 and <= 64), label, "ch_mult", $"1 to {MostLevels} numbers from 1 to 64", List(ChMult));
        int channels = Within(Ch, GroupCount, MostChannels / multipliers.Max(), label, "ch");
        Require(channels % GroupCount == 0, label, "ch", $"a multiple of {GroupCount}", channels);
        int size = Within(Resolution, 1, LargestPicture, label, "resolution");
        Require(size % (1 << (multipliers.Length - 1)) == 0, label, "resolution", $"a multiple of {1 << (multipliers.Length - 1)} for {multipliers.Length} levels", size);
        Require(AttnResolutions is not null, label, "attn_resolutions", "a list of sizes", null);
        int? head = HeadDim is null ? null : Within(HeadDim, 1, MostChannels, label, "head_dim");
        IEnumerable<int> attended = multipliers.Where((_, level) => level == multipliers.Length - 1 || AttnResolutions!.Contains(size >> level));
        Require(head is null || attended.All(multiplier => channels * multiplier % head == 0), label, "head_dim", "a divisor of the widths that have attention", head);
        EditDefaults edits = EditDefaults.Of(kind);
        return new UNetConfiguration
        {
            Kind = kind,
            PictureSize = size,
            Channels = channels,
            ChannelMultipliers = multipliers,
            BlocksPerLevel = Within(NumResBlocks, 1, 64, label, "num_res_blocks"),
            AttentionSizes = AttnResolutions!,
            HeadChannels = head,
            EmbeddingChannels = Within(TembCh ?? 4 * channels, 1, MostChannels, label, "temb_ch"),
            SparseFrom = Within(SparseResolutionThreshold ?? edits.SparseFrom, 1, LargestPicture, label, "sparse_resolution_threshold"),
            MaskEpsilon = Eps ?? edits.MaskEpsilon,
            MaskDilation = Within(MaskDilateRadius ?? edits.MaskDilation, 0, LargestPicture, label, "mask_dilate_radius"),
        };
    }

    private static int Within(int? value, int least, int most, string label, string name)
    {
        Require(value >= least && value <= most, label, name, $"a number from {least} to {most}", value);
        return value!.Value;
    }

    private static void Require(bool holds, string label, string name, string expected, object? found)
    {
        if (!holds)
            throw new WeightFormatException(label, $"'{name}' is expected to be {expected}, but {(found is null ? "is missing" : $"is {found}")}.");
    }

    private static string? List(int[]? numbers) => numbers is null ? null : $"[{string.Join(", ", numbers)}]";
}

/// <summary>How configurations are read without reflection.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, UseStringEnumConverter = true, ReadCommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true)]
[JsonSerializable(typeof(UNetConfigurationFile))]
internal sealed partial class UNetConfigurationJson : JsonSerializerContext;
