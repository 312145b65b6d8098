using System.CommandLine;
using System.CommandLine.Parsing;
using Sige.Models;

namespace Sige.Cli.CommandLine;

/// <summary>The options that say of a SPADE generator what its weights do not.</summary>
internal sealed class SpadeArguments
{
    private readonly Option<SpadeDataset?> _dataset = NamedValue.Option(
        "--dataset",
        "Data set of the training; sets --no-instance, --layout and --unknown-label, which win over it; default: the one that has the weights' number of input channels (36, 151, 184), if any",
        ("cityscapes", SpadeDataset.Cityscapes),
        ("ade20k", SpadeDataset.Ade20K),
        ("coco", SpadeDataset.CocoStuff));

    private readonly Option<bool?> _noInstance = new("--no-instance")
    {
        Description = "The network was trained without instance maps (no_instance): its last input channel is a class, not the edges; 'false' for the opposite",
        HelpName = "true|false",
    };

    private readonly Option<UpsamplingLayout?> _layout = NamedValue.Option(
        "--layout",
        "How often the network doubles its picture (num_upsampling_layers): 5, 6 or 7 times; most is seen in the weights, normal and more are not",
        ("normal", UpsamplingLayout.Normal),
        ("more", UpsamplingLayout.More),
        ("most", UpsamplingLayout.Most));

    private readonly Option<int?> _unknownLabel = NamedValue.Number(
        "--unknown-label", "The class that 255 and all labels past the last class stand for; default: that of the data set, else such labels are refused", 0, int.MaxValue);

    private readonly Option<int?> _firstLabel = NamedValue.Number(
        "--first-label", "The label that stands for class 0; those before it are unknown. Published annotations of ADE20K (0 other, 1 wall) need 1; default: 0", 0, byte.MaxValue);

    /// <summary>Adds the options to a command.</summary>
    public SpadeArguments(Command command)
    {
        foreach (Option option in (ReadOnlySpan<Option>)[_dataset, _noInstance, _layout, _unknownLabel, _firstLabel])
            command.Add(option);
    }

    /// <summary>What was assumed of a network and how to say otherwise; null if nothing was.</summary>
    public static string? Describe(SpadeGenerator generator) => generator.Assumption is { } assumption
        ? $"{assumption} If the picture looks wrong, say what the network is: --dataset, --no-instance, --layout, --unknown-label, --first-label."
        : null;

    /// <summary>What the options say.</summary>
    public SpadeGeneratorOptions Read(ParseResult arguments) => new()
    {
        Dataset = arguments.GetValue(_dataset),
        InstanceEdges = !arguments.GetValue(_noInstance),
        Layout = arguments.GetValue(_layout),
        UnknownLabel = arguments.GetValue(_unknownLabel),
        FirstLabel = arguments.GetValue(_firstLabel),
    };

    /// <summary>Whether the options say that there are no instances.</summary>
    public bool HasNoInstances(CommandResult result) => result.GetResult(_noInstance) is not null && result.GetValue(_noInstance) == true;
}
