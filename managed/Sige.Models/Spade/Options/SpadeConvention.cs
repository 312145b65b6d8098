namespace Sige.Models;

/// <summary>What the generators of one data set have in common.</summary>
/// <param name="Dataset">The data set.</param>
/// <param name="Name">Its name, for messages.</param>
/// <param name="InputChannels">How many channels its generators read.</param>
/// <param name="Layout">How often they double.</param>
/// <param name="InstanceEdges">Whether the last channel is the edge map.</param>
/// <param name="UnknownLabel">The class of unknown pixels; null if there is none.</param>
internal sealed record SpadeConvention(
    SpadeDataset Dataset, string Name, int InputChannels, UpsamplingLayout Layout, bool InstanceEdges, int? UnknownLabel)
{
    private static readonly SpadeConvention[] All =
    [
        new(SpadeDataset.Cityscapes, "Cityscapes", 36, UpsamplingLayout.More, InstanceEdges: true, UnknownLabel: null),
        new(SpadeDataset.Ade20K, "ADE20K", 151, UpsamplingLayout.Normal, InstanceEdges: false, UnknownLabel: 150),
        new(SpadeDataset.CocoStuff, "COCO-Stuff", 184, UpsamplingLayout.Normal, InstanceEdges: true, UnknownLabel: 182),
    ];

    /// <summary>The convention of a data set.</summary>
    public static SpadeConvention Of(SpadeDataset dataset) => Array.Find(All, convention => convention.Dataset == dataset)
        ?? throw new ArgumentOutOfRangeException(nameof(dataset), dataset, "This is no data set of SPADE generators.");

    /// <summary>The one whose generators read so many channels, or null.</summary>
    public static SpadeConvention? Find(int inputChannels) => Array.Find(All, convention => convention.InputChannels == inputChannels);
}
