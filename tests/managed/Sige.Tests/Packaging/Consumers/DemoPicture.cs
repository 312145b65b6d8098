using Sige.Cli.CommandLine;
using Sige.Cli.Demonstration;
using Sige.Cli.Output;
using Sige.Cli.Painting;
using Sige.Devices;
using Sige.Imaging;
using Sige.Models;
using Sige.Weights;

namespace Sige.Tests.Packaging.Consumers;

/// <summary>The picture that the demo paints for its first edit.</summary>
internal static class DemoPicture
{
    /// <summary>Where the demo's files lie in the repository.</summary>
    public static string Folder { get; } = Path.Combine(PackageFeed.Root, "managed", "Sige.Cli", "Demo");

    /// <summary>Red, green and blue, [H, W, 3].</summary>
    public static byte[] Paint()
    {
        Scene original = DemoScenes.LoadOriginal(), edited = DemoScenes.Load("add-car");
        using WeightCollection weights = WeightFile.Open(DemoScenes.WeightsPath);
        SpadeGenerator generator = SpadeGenerator.Load(weights, new SpadeGeneratorOptions { Dataset = SpadeDataset.Cityscapes });
        using var painter = new Painter(generator, original, new EngineOptions(), new SessionSettings(), CancellationToken.None);
        var board = new ProgressBoard(null);
        painter.Record(original, board.Add("original"), CancellationToken.None);
        return painter.Edit(edited, board.Add("edit"), CancellationToken.None).ToImage(edited).Pixels.ToArray();
    }
}
