using Sige.Cli.CommandLine;
using Sige.Imaging;
using Sige.Models;

namespace Sige.Cli.Painting;

/// <summary>What a generator paints: a label map and the edges of its instances.</summary>
internal sealed class Scene
{
    private Scene(string path, LabelMap labels, EdgeMap edges)
    {
        Path = path;
        Labels = labels;
        Edges = edges;
    }

    /// <summary>The file of the labels.</summary>
    public string Path { get; }

    /// <summary>The classes.</summary>
    public LabelMap Labels { get; }

    /// <summary>The borders of its instances.</summary>
    public EdgeMap Edges { get; }

    /// <summary>Reads the maps.</summary>
    /// <param name="labelsPath">PNG of class ids.</param>
    /// <param name="instancesPath">PNG of instance ids; null to take edges between classes.</param>
    /// <exception cref="ImageFormatException">A file is no such PNG.</exception>
    /// <exception cref="IOException">A file cannot be read.</exception>
    /// <exception cref="CommandException">The maps differ in size.</exception>
    public static Scene Load(string labelsPath, string? instancesPath)
    {
        LabelMap labels = LabelMap.Load(labelsPath);
        if (instancesPath is null)
            return new Scene(labelsPath, labels, labels.ToEdgeMap());
        InstanceMap instances = InstanceMap.Load(instancesPath);
        CheckSize(instancesPath, (instances.Width, instances.Height), labelsPath, labels);
        return new Scene(labelsPath, labels, instances.ToEdgeMap());
    }

    /// <summary>Checks that an edit has the size of its original.</summary>
    /// <exception cref="CommandException">It has not; the message has both sizes.</exception>
    public void CheckSameSize(Scene edited) =>
        CheckSize(edited.Path, (edited.Labels.Width, edited.Labels.Height), Path, Labels);

    /// <summary>Checks that a network can paint the scene.</summary>
    /// <exception cref="CommandException">It cannot: the size does not divide, or a class is unknown.</exception>
    public void CheckFits(SpadeGenerator generator)
    {
        int multiple = generator.SizeMultiple;
        if (Labels.Width % multiple != 0 || Labels.Height % multiple != 0)
            throw new CommandException($"{Path}: expected width and height to be multiples of {multiple}, found {Labels.Width}x{Labels.Height} pixels.");
        int unknown = Labels.Ids.IndexOfAnyExceptInRange((byte)0, (byte)(Math.Min(generator.LabelCount, 256) - 1));
        if (unknown >= 0)
        {
            throw new CommandException(
                $"{Path}: expected class ids from 0 to {generator.LabelCount - 1}, found {Labels.Ids[unknown]} at x {unknown % Labels.Width}, y {unknown / Labels.Width}.");
        }
    }

    private static void CheckSize(string path, (int Width, int Height) found, string expectedPath, LabelMap expected)
    {
        if (found != (expected.Width, expected.Height))
            throw new CommandException($"{path}: expected {expected.Width}x{expected.Height} pixels as in {expectedPath}, found {found.Width}x{found.Height}.");
    }
}
