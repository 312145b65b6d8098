using Sige.Cli.CommandLine;
using Sige.Imaging;
using Sige.Models;
using Sige.Tensors;

namespace Sige.Cli.Painting;

/// <summary>What a generator paints: a label map and the edges of its instances.</summary>
internal sealed class Scene
{
    private readonly bool _hasInstances;

    private Scene(string path, LabelMap labels, EdgeMap edges, bool hasInstances)
    {
        _hasInstances = hasInstances;
        Path = path;
        Labels = labels;
        Edges = edges;
    }

    /// <summary>The file of the labels.</summary>
    public string Path { get; }

    /// <summary>The labels, as the file has them.</summary>
    public LabelMap Labels { get; }

    /// <summary>Height and width.</summary>
    public Resolution Size => new(Labels.Height, Labels.Width);

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
            return new Scene(labelsPath, labels, labels.ToEdgeMap(), hasInstances: false);
        InstanceMap instances = InstanceMap.Load(instancesPath);
        CheckSize(instancesPath, (instances.Width, instances.Height), labelsPath, labels);
        return new Scene(labelsPath, labels, instances.ToEdgeMap(), hasInstances: true);
    }

    /// <summary>Checks that an edit has the size of its original.</summary>
    /// <exception cref="CommandException">It has not; the message has both sizes.</exception>
    public void CheckSameSize(Scene edited) =>
        CheckSize(edited.Path, (edited.Labels.Width, edited.Labels.Height), Path, Labels);

    /// <summary>The scene as a network sees it, which takes labels for classes before edges are looked for between them.</summary>
    /// <exception cref="CommandException">The network cannot paint it: the size does not divide, or a label is no class.</exception>
    public Scene For(SpadeGenerator generator)
    {
        CheckMultiple(generator);
        if (generator.Labels.IndexOfUnknown(Labels.Ids) is >= 0 and int at)
        {
            throw new CommandException(
                $"{Path}: expected labels {generator.Labels.Range} ({generator.LabelCount} classes), found {Labels.Ids[at]} at x {at % Labels.Width}, y {at / Labels.Width}"
                + (generator.Labels.Unknown is null ? "; --unknown-label N says which class such labels stand for." : "."));
        }

        if (_hasInstances)
            return this;
        var classes = new LabelMap(Labels.Width, Labels.Height, generator.Labels.Map(Labels.Ids, Labels.Width));
        return new Scene(Path, Labels, classes.ToEdgeMap(), hasInstances: false);
    }

    private void CheckMultiple(SpadeGenerator generator)
    {
        int multiple = generator.SizeMultiple;
        if (Labels.Width % multiple == 0 && Labels.Height % multiple == 0)
            return;
        const int Least = 1 << (int)UpsamplingLayout.Normal;
        bool fitsNormal = Labels.Width % Least == 0 && Labels.Height % Least == 0;
        throw new CommandException(
            $"{Path}: expected width and height to be multiples of {multiple}, found {Labels.Width}x{Labels.Height} pixels"
            + (fitsNormal ? $"; a network of layout normal takes this size (--layout normal), one of layout {generator.Layout.ToString().ToLowerInvariant()} does not." : "."));
    }

    private static void CheckSize(string path, (int Width, int Height) found, string expectedPath, LabelMap expected)
    {
        if (found != (expected.Width, expected.Height))
            throw new CommandException($"{path}: expected {expected.Width}x{expected.Height} pixels as in {expectedPath}, found {found.Width}x{found.Height}.");
    }
}
