using System.Reflection;
using Sige.Weights;

namespace Sige.Models;

/// <summary>The sizes of a diffusion U-Net, as its configuration file has them.</summary>
/// <remarks>
/// A file is a JSON object with the names of the DDPM and SIGE reference configurations: <c>network</c> (<c>ddpm</c> or <c>pd</c>),
/// <c>resolution</c>, <c>ch</c>, <c>ch_mult</c>, <c>num_res_blocks</c>, <c>attn_resolutions</c>, <c>sparse_resolution_threshold</c>,
/// <c>temb_ch</c>, <c>head_dim</c>, <c>logsnr_input_type</c>, <c>eps</c>, <c>mask_dilate_radius</c>; the object may lie under
/// <c>config</c>. Other names are not looked at. The <c>config.json</c> of a diffusers <c>UNet2DModel</c> is read as well, and refused
/// where it asks for what is not there.
/// </remarks>
public sealed record UNetConfiguration
{
    /// <summary>Which U-Net it is.</summary>
    public required UNetKind Kind { get; init; }

    /// <summary>Height and width of a picture in pixels.</summary>
    public required int PictureSize { get; init; }

    /// <summary>The unit of all widths: channels of the first convolution, a multiple of 32.</summary>
    public required int Channels { get; init; }

    /// <summary>The width of each level as a multiple of <see cref="Channels"/>, full size first; each level has half the size of the one before.</summary>
    public required IReadOnlyList<int> ChannelMultipliers { get; init; }

    /// <summary>Residual blocks of a level on the way down; there is one more on the way up.</summary>
    public required int BlocksPerLevel { get; init; }

    /// <summary>Sizes in pixels at which each block is followed by attention.</summary>
    public required IReadOnlyList<int> AttentionSizes { get; init; }

    /// <summary>Channels of an attention head; null for one head.</summary>
    public int? HeadChannels { get; init; }

    /// <summary>Width of the time embedding.</summary>
    public required int EmbeddingChannels { get; init; }

    /// <summary>The smallest size in pixels at which an edit computes active pixels only.</summary>
    public required int SparseFrom { get; init; }

    /// <summary>Differences of two pictures up to this do not count, on the scale of -1 to 1.</summary>
    public required float MaskEpsilon { get; init; }

    /// <summary>Pixels by which the difference of two pictures is dilated.</summary>
    public required int MaskDilation { get; init; }

    /// <summary>Groups of each group normalisation.</summary>
    public int NormGroups { get; init; } = 32;

    /// <summary>What each group normalisation adds to a variance.</summary>
    public float NormEpsilon { get; init; } = 1e-6f;

    /// <summary>Whether the time embedding has its cosines before its sines.</summary>
    public bool CosinesFirst { get; init; }

    /// <summary>What the exponent of the time embedding's frequencies takes off half the channels in its divisor.</summary>
    public float FrequencyShift { get; init; } = 1;

    /// <summary>Whether a DDPM network pads all four sides by 1 where it halves a map, rather than right and bottom only.</summary>
    public bool PadsDownsamplingOnAllSides { get; init; }

    /// <summary>The names that <see cref="BuiltIn"/> takes.</summary>
    public static IReadOnlyList<string> BuiltInNames { get; } = ["ddpm-church-256", "pd-church-256", "pd-church-128"];

    /// <summary>A configuration that is part of the library.</summary>
    /// <param name="name">One of <see cref="BuiltInNames"/>.</param>
    /// <exception cref="ArgumentException">There is no such configuration; the message lists them.</exception>
    public static UNetConfiguration BuiltIn(string name)
    {
        if (!BuiltInNames.Contains(name))
            throw new ArgumentException($"There is no configuration '{name}'; there is {string.Join(", ", BuiltInNames)}.", nameof(name));
        using Stream stream = Assembly.GetExecutingAssembly().GetManifestResourceStream($"{name}.json")!;
        using var reader = new StreamReader(stream);
        return UNetConfigurationFile.Parse(reader.ReadToEnd(), name);
    }

    /// <summary>Reads a configuration file.</summary>
    /// <param name="path">A JSON file; a noise schedule of diffusers beside it is checked as well.</param>
    /// <exception cref="WeightFormatException">The file is no configuration; the message has the name at fault.</exception>
    /// <exception cref="IOException">The file cannot be opened.</exception>
    public static UNetConfiguration Read(string path)
    {
        DiffusersScheduler.CheckBeside(path);
        return UNetConfigurationFile.Parse(UNetConfigurationFile.ReadText(path), path);
    }

    /// <summary>Finds the configuration of a weight file.</summary>
    /// <param name="name">One of <see cref="BuiltInNames"/>, or null to look for it.</param>
    /// <param name="weightsPath">
    /// The weight file, or a folder as <see cref="ModelFolder"/> takes it. Without a name its configuration is the JSON file of the same
    /// name beside it, or <c>config.json</c> there, or the built-in one whose tensors the file has.
    /// </param>
    /// <param name="section">Where in the file the network is, as <see cref="NetworkSection.Path"/> has it; null to look for it.</param>
    /// <exception cref="ArgumentException">There is no configuration of that name.</exception>
    /// <exception cref="WeightFormatException">A file is damaged, or no configuration fits; the message says what to do.</exception>
    /// <exception cref="IOException">A file cannot be opened.</exception>
    public static UNetConfiguration Resolve(string? name, string weightsPath, string? section = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(weightsPath);
        if (name is not null)
            return BuiltIn(name);
        string file = ModelFolder.FindWeights(weightsPath);
        if (ReadBeside(file) is { } configuration)
            return configuration;
        using WeightCollection weights = WeightFile.Open(file);
        return FindByShapes(weights, section);
    }

    /// <summary>Finds the configuration of weights that are open already, and so of those from a pipe, which can be read once.</summary>
    /// <param name="name">One of <see cref="BuiltInNames"/>, or null to look for it.</param>
    /// <param name="weights">
    /// The weights. Without a name their configuration is the JSON file of the same name beside their file, or <c>config.json</c> there, or
    /// the built-in one whose tensors they have.
    /// </param>
    /// <param name="section">Where among them the network is, as <see cref="NetworkSection.Path"/> has it; null to look for it.</param>
    /// <exception cref="ArgumentException">There is no configuration of that name.</exception>
    /// <exception cref="WeightFormatException">A file is damaged, or no configuration fits; the message says what to do.</exception>
    /// <exception cref="IOException">A configuration file cannot be opened.</exception>
    public static UNetConfiguration Resolve(string? name, WeightCollection weights, string? section = null)
    {
        ArgumentNullException.ThrowIfNull(weights);
        if (name is not null)
            return BuiltIn(name);
        UNetConfiguration? beside = weights.Format == WeightFormat.Memory ? null : ReadBeside(weights.FilePath);
        return beside ?? FindByShapes(weights, section);
    }

    private static UNetConfiguration? ReadBeside(string weightsPath)
    {
        string[] beside = [Path.ChangeExtension(weightsPath, ".json"), Path.Combine(Path.GetDirectoryName(weightsPath) ?? "", "config.json")];
        return beside.FirstOrDefault(File.Exists) is { } path ? Read(path) : null;
    }

    /// <summary>The configurations differ in shapes that every file has, so that at most one fits.</summary>
    private static UNetConfiguration FindByShapes(WeightCollection weights, string? section)
    {
        FoundNetwork found = new NetworkFinder(weights, NetworkSignature.UNet).Find(section);
        var faults = new List<string>();
        foreach (string name in BuiltInNames)
        {
            try
            {
                UNetConfiguration configuration = BuiltIn(name);
                DiffusionUNet.Load(found, configuration);
                return configuration;
            }
            catch (WeightFormatException fault)
            {
                faults.Add($"{name}: {fault.Message[(weights.FilePath.Length + 2)..]}");
            }
        }

        throw new WeightFormatException(
            weights.FilePath, $"no built-in configuration fits this file; give its config.json, or put it beside the file. {string.Join(' ', faults)}");
    }
}
