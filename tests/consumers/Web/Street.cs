using Sige.Imaging;
using Sige.Models;

namespace Web;

/// <summary>The street, rendered once. An editor takes one call at a time, so requests wait for each other.</summary>
internal sealed class Street : IDisposable
{
    private readonly Lock _lock = new();
    private readonly string _folder;
    private readonly GauGanEditor _editor;
    private readonly int _width, _height;

    public Street(IConfiguration configuration)
    {
        _folder = configuration["Demo"] ?? throw new InvalidOperationException("The setting Demo is missing.");
        (LabelMap labels, EdgeMap edges) = Read("original");
        (_width, _height) = (labels.Width, labels.Height);
        _editor = GauGanEditor.Open(Path.Combine(_folder, "street_spade.f16.safetensors"), _height, _width);
        _editor.Render(labels.Ids, edges.Edges);
    }

    /// <summary>Repaints where an edit differs from the street.</summary>
    /// <returns>A PNG.</returns>
    public byte[] Edit(string name, CancellationToken cancellationToken)
    {
        (LabelMap labels, EdgeMap edges) = Read(name);
        var picture = new byte[3 * _width * _height];
        lock (_lock)
        {
            _editor.Edit(labels.Ids, edges.Edges, cancellationToken: cancellationToken);
            _editor.ReadPicture(picture);
        }

        return new RgbImage(_width, _height, picture).ToPng();
    }

    public void Dispose() => _editor.Dispose();

    private (LabelMap Labels, EdgeMap Edges) Read(string name)
    {
        string path = Path.Combine(_folder, Path.GetFileName(name));
        return (LabelMap.Load($"{path}.labels.png"), InstanceMap.Load($"{path}.instances.png").ToEdgeMap());
    }
}
