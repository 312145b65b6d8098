using Sige.Weights;

namespace Sige.Models;

/// <summary>How the channels and layers of a SPADE generator are to be read.</summary>
/// <param name="Layout">How often it doubles.</param>
/// <param name="InstanceEdges">Whether the last input channel is the edge map.</param>
/// <param name="Labels">The classes.</param>
/// <param name="Assumption">What neither file nor options say, in a sentence or two; null if they say all.</param>
internal sealed record SpadeReading(UpsamplingLayout Layout, bool InstanceEdges, LabelClasses Labels, string? Assumption)
{
    /// <summary>How many channels the network reads.</summary>
    public int InputChannels => Labels.Count + (InstanceEdges ? 1 : 0);

    /// <summary>Reads a network that is made up: what the options leave open has its usual value.</summary>
    /// <param name="labelCount">Label classes.</param>
    /// <param name="options">What is known.</param>
    public static SpadeReading Of(int labelCount, SpadeGeneratorOptions options)
    {
        SpadeConvention? dataset = options.Dataset is { } asked ? SpadeConvention.Of(asked) : null;
        return new SpadeReading(
            options.Layout ?? dataset?.Layout ?? UpsamplingLayout.More,
            options.InstanceEdges ?? dataset?.InstanceEdges ?? true,
            new LabelClasses(labelCount, options.UnknownLabel ?? dataset?.UnknownLabel, options.FirstLabel ?? 0),
            Assumption: null);
    }

    /// <summary>Reads a network of a file.</summary>
    /// <param name="file">The file, for messages.</param>
    /// <param name="channels">How many channels the network reads.</param>
    /// <param name="hasLastBlock">Whether it has <c>up_4</c>.</param>
    /// <param name="options">What is known.</param>
    /// <exception cref="WeightFormatException">The options contradict the file.</exception>
    public static SpadeReading Of(string file, int channels, bool hasLastBlock, SpadeGeneratorOptions options)
    {
        SpadeConvention? counted = SpadeConvention.Find(channels);
        SpadeConvention? asked = options.Dataset is { } dataset ? SpadeConvention.Of(dataset) : null;
        CheckDataset(file, channels, asked, counted, options);
        if (asked is null && (options.InstanceEdges ?? counted?.InstanceEdges) != counted?.InstanceEdges)
            counted = null;
        SpadeConvention? known = asked ?? counted;
        bool edges = options.InstanceEdges ?? known?.InstanceEdges ?? true;
        if (channels < (edges ? 2 : 1))
            throw new WeightFormatException(file, $"tensor 'fc.weight' is expected to read at least one label and the edges, but reads {channels} channels.");

        var reading = new SpadeReading(
            LayoutOf(file, hasLastBlock, options.Layout, known),
            edges,
            ClassesOf(file, channels - (edges ? 1 : 0), options, known),
            Assumption: null);
        return reading with { Assumption = reading.Assumed(asked, counted, hasLastBlock, options) };
    }

    private static void CheckDataset(string file, int channels, SpadeConvention? asked, SpadeConvention? counted, SpadeGeneratorOptions options)
    {
        bool saysMore = options is not { Layout: null, InstanceEdges: null, UnknownLabel: null };
        if (asked is null || counted is null || asked == counted || saysMore)
            return;
        throw new WeightFormatException(
            file, $"data set {asked.Name} is asked for, whose networks read {asked.InputChannels} channels, but this one reads {channels}, as those of {counted.Name} do.");
    }

    private static UpsamplingLayout LayoutOf(string file, bool hasLastBlock, UpsamplingLayout? asked, SpadeConvention? known)
    {
        if (asked is { } layout && (layout == UpsamplingLayout.Most) != hasLastBlock)
            throw new WeightFormatException(file, $"layout {layout} is asked for, but the file {(hasLastBlock ? "has" : "lacks")} up_4.");
        return hasLastBlock ? UpsamplingLayout.Most : asked ?? known?.Layout ?? UpsamplingLayout.More;
    }

    private static LabelClasses ClassesOf(string file, int count, SpadeGeneratorOptions options, SpadeConvention? known)
    {
        int? unknown = options.UnknownLabel ?? known?.UnknownLabel;
        if (unknown < 0 || unknown >= count)
            throw new WeightFormatException(file, $"class {unknown} is asked for as that of unknown labels, but the network has the classes 0 to {count - 1}.");
        return new LabelClasses(count, unknown, options.FirstLabel ?? 0);
    }

    private string? Assumed(SpadeConvention? asked, SpadeConvention? counted, bool hasLastBlock, SpadeGeneratorOptions options)
    {
        var parts = new List<string>();
        if (asked is null)
        {
            if (options.InstanceEdges is null)
                parts.Add($"{Labels.Count} classes and {(InstanceEdges ? "instance edges" : "no instance edges")}");
            if (options.Layout is null && !hasLastBlock)
                parts.Add($"layout {Layout.ToString().ToLowerInvariant()}");
            if (options.UnknownLabel is null && Labels.Unknown is { } unknown)
                parts.Add($"class {unknown} for unknown labels");
        }

        string basis = counted is null || asked is not null ? "it is assumed to have" : $"by its {InputChannels} input channels it is taken for one of {counted.Name}, with";
        string? channels = parts.Count == 0 ? null : $"The weights do not say all of this network: {basis} {string.Join(", ", parts)}.";
        bool countsFromWall = (asked ?? counted)?.Dataset == SpadeDataset.Ade20K && options.FirstLabel is null;
        string? labels = countsFromWall ? "Label 0 is taken for the first class of ADE20K, the wall; published annotations write 1 for it (first label 1)." : null;
        return channels is null || labels is null ? channels ?? labels : $"{channels} {labels}";
    }
}
