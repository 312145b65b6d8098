using Sige.Devices;
using Sige.Sessions;

namespace Sige.DoubleHost.Sessions;

/// <summary>A session on a network, recorded, with edits whose inputs are made beforehand.</summary>
internal abstract class EditedSession : IDisposable
{
    /// <summary>How many edits there are. The first is the largest: what it needs is enough for all.</summary>
    public abstract int Edits { get; }

    /// <summary>A session by name, recorded. One whose name says <c>usual</c> multiplies in what is usual on its device, the others in float32.</summary>
    public static EditedSession Open(string session, string network, DeviceKind device) => session switch
    {
        "incremental" => new EditedInPlace(network, device, ComputePrecision.Float32),
        "incremental-usual" => new EditedInPlace(network, device, null),
        "cached" => new EditedFromCache(network, device, ComputePrecision.Float32, CachePrecision.Float16),
        "cached-usual" => new EditedFromCache(network, device, null, CachePrecision.Float16),
        "cached-spilled" => new EditedFromCache(network, device, ComputePrecision.Float32, CachePrecision.Float16, Path.GetTempPath()),
        "cached-float32" => new EditedFromCache(network, device, ComputePrecision.Float32, CachePrecision.Float32),
        "editor" => new EditedLabels(network, device),
        "sdedit" => new EditedPicture(network, device),
        _ => throw new ArgumentException($"There is no session '{session}'."),
    };

    /// <summary>Makes an edit; its output is not read yet.</summary>
    public abstract void Edit(int edit);

    public abstract void ReadOutput();

    public abstract void Dispose();

    /// <summary>The pixels of the edits of a picture.</summary>
    protected static byte[][] Masks(int h, int w) =>
    [
        Mask(h, w, (h / 4, w / 4, h / 2, w / 2)),
        Mask(h, w, (h / 4, w / 4, h / 2, w / 2 - 1)),
        Mask(h, w, (2, 3, 5, 7)),
        Mask(h, w, (h - 3, w - 2, 3, 2)),
        Mask(h, w, (0, 0, 1, 1), (h / 3, w / 2, 3, 2)),
    ];

    private static byte[] Mask(int height, int width, params (int Y, int X, int H, int W)[] rectangles)
    {
        var mask = new byte[height * width];
        foreach ((int y, int x, int h, int w) in rectangles)
        {
            for (int row = y; row < y + h; row++)
                mask.AsSpan(row * width + x, w).Fill(1);
        }

        return mask;
    }
}
