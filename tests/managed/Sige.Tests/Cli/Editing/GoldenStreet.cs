using Sige.Imaging;
using Sige.Tests.Imaging;
using Sige.Tests.Models;

namespace Sige.Tests.Cli;

/// <summary>A recorded scene as files that a person would give to the command.</summary>
internal sealed class GoldenStreet : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly GoldenScene _scene;

    public GoldenStreet(string folder)
    {
        _scene = GoldenScene.Open(folder);
        Weights = GoldenData.Find(folder, "weights.pth");
        Labels = SaveLabels("original");
        EditedLabels = SaveLabels("edited");
        Out = PathOf("edit.png");
    }

    public string Weights { get; }

    public string Labels { get; }

    public string EditedLabels { get; }

    public string Out { get; }

    /// <summary>The arguments that every edit needs.</summary>
    public string[] Arguments =>
        ["edit", "gaugan", "--weights", Weights, "--labels", Labels, "--edited-labels", EditedLabels, "--out", Out, "--threads", "2"];

    public string PathOf(string name) => _folder.PathOf(name);

    /// <summary>Any map of instances: what it holds decides the edges only.</summary>
    public string SaveInstances(string name, int width, int height)
    {
        string path = PathOf(name);
        new InstanceMap(width, height, new ushort[width * height]).Save(path);
        return path;
    }

    /// <summary>The original's labels with one of them changed, or cut to another size.</summary>
    public string SaveLabels(string name, int width, int height, byte first)
    {
        string path = PathOf(name);
        var ids = new byte[width * height];
        ids[0] = first;
        new LabelMap(width, height, ids).Save(path);
        return path;
    }

    public void Dispose()
    {
        _scene.Dispose();
        _folder.Dispose();
    }

    private string SaveLabels(string state)
    {
        string path = PathOf($"{state}.png");
        new LabelMap(_scene.Width, _scene.Height, _scene.Labels(state)).Save(path);
        return path;
    }
}
