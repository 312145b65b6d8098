using Sige.Devices;
using Sige.Models;

namespace Sige.DoubleHost.Sessions;

/// <summary>A <see cref="GauGanEditor"/>: edits of labels that it finds, and each again with a mask.</summary>
internal sealed class EditedLabels : EditedSession
{
    private const int Height = 128;
    private const int Width = 192;

    private readonly GauGanEditor _editor;
    private readonly byte[] _edges = new byte[Height * Width];
    private readonly byte[] _picture = new byte[Height * Width * 3];
    private readonly byte[][] _masks = Masks(Height, Width);
    private readonly byte[][] _labels;

    public EditedLabels(string network, DeviceKind device)
    {
        SpadeGenerator generator = network switch
        {
            "gaugan" => GauGan.Random(2),
            "gc" => GanCompression.Random([2, 2, 2, 3, 2, 2, 2, 2]),
            _ => throw new ArgumentException($"There is no generator '{network}'."),
        };
        byte[] labels = [.. Enumerable.Range(0, Height * Width).Select(i => (byte)(i / 40 % 30))];
        _labels = [.. _masks.Select(mask => labels.Zip(mask, (label, marked) => (byte)(marked == 0 ? label : label + 4)).ToArray())];
        _editor = GauGanEditor.Create(generator, Height, Width, new GauGanEditorOptions
        {
            Engine = new EngineOptions { Kind = device },
            Session = generator.SessionOptions,
        });
        _editor.Render(labels, _edges);
    }

    public override int Edits => 2 * _labels.Length;

    public override void Edit(int edit)
    {
        int which = edit % _labels.Length;
        if (edit < _labels.Length)
            _editor.Edit(_labels[which], _edges);
        else
            _editor.Edit(_labels[which], _edges, _masks[which]);
    }

    public override void ReadOutput() => _editor.ReadPicture(_picture);

    public override void Dispose() => _editor.Dispose();
}
