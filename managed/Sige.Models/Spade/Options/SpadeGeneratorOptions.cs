namespace Sige.Models;

/// <summary>
/// What a weight file of a SPADE generator does not say. What is null is taken from <see cref="Dataset"/>; without that from the
/// number of input channels, where one of the data sets has it; else it is assumed, and
/// <see cref="SpadeGenerator.Assumption"/> says so.
/// </summary>
public sealed record SpadeGeneratorOptions
{
    /// <summary>The data set that the network was trained on; the other options win over it.</summary>
    public SpadeDataset? Dataset { get; init; }

    /// <summary>
    /// The layout. A file with <c>up_4</c> has <see cref="UpsamplingLayout.Most"/>; <see cref="UpsamplingLayout.Normal"/> and
    /// <see cref="UpsamplingLayout.More"/> have the same tensors, and More is assumed.
    /// </summary>
    public UpsamplingLayout? Layout { get; init; }

    /// <summary>
    /// Whether the last input channel of the network is the edge map of the instances, not a class; assumed to be. Networks trained
    /// with <c>no_instance</c> have none.
    /// </summary>
    public bool? InstanceEdges { get; init; }

    /// <summary>
    /// The class that 255, and every label past the last class, stands for; null if none does, and such labels are refused. For
    /// networks trained with <c>contain_dontcare_label</c> it is the last class.
    /// </summary>
    public int? UnknownLabel { get; init; }

    /// <summary>
    /// The label that stands for class 0, 0 to 255; null for 0. Labels before it are unknown. Published annotations of ADE20K, in which 0
    /// is other and 1 is the wall, need 1.
    /// </summary>
    public int? FirstLabel { get; init; }

    /// <summary>Where in the file the network is, such as <c>state_dict.netG</c>, as <see cref="NetworkSection.Path"/> has it; null to look for it.</summary>
    public string? Section { get; init; }
}
