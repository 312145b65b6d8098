using Sige.Devices;
using Sige.Tests.Sessions;

namespace Sige.DoubleHost.Sessions;

/// <summary>A session of either kind on a network, recorded, with edits whose inputs are made beforehand.</summary>
internal abstract class EditedSession(string network, DeviceKind device) : IDisposable
{
    /// <summary>How many edits there are. The first is the largest: what it needs is enough for all.</summary>
    public abstract int Edits { get; }

    /// <summary>What <see cref="ReadOutput"/> read.</summary>
    public abstract float[] Output { get; }

    protected CachedCase Network { get; } = CachedCase.Of(network);

    protected Engine Engine { get; } = Engine.Open(device);

    /// <summary>A session by name, recorded.</summary>
    public static EditedSession Open(string session, string network, DeviceKind device) => session switch
    {
        "incremental" => new EditedInPlace(network, device),
        "cached" => new EditedFromCache(network, device),
        _ => throw new ArgumentException($"There is no session '{session}'."),
    };

    /// <summary>Whether an edit looks for changes and plans for them; one that does not takes those of the edit before.</summary>
    public abstract bool FindsChanges(int edit);

    /// <summary>Makes an edit; its output is not read yet.</summary>
    public abstract void Edit(int edit);

    public abstract void ReadOutput();

    /// <summary>Does one after another what the session can, and gives what each of these leaves to read.</summary>
    public abstract IEnumerable<(string What, float[] Output)> Story();

    public virtual void Dispose() => Engine.Dispose();

    /// <summary>The pixels of the edits.</summary>
    protected byte[][] Masks()
    {
        (int h, int w) = (Network.Size.H, Network.Size.W);
        return
        [
            Network.Mask((h / 4, w / 4, h / 2, w / 2)),
            Network.Mask((h / 4, w / 4, h / 2, w / 2 - 1)),
            Network.Mask((2, 3, 5, 7)),
            Network.Mask((h - 3, w - 2, 3, 2)),
            Network.Mask((0, 0, 1, 1), (h / 3, w / 2, 3, 2)),
        ];
    }

    protected float[] Read()
    {
        ReadOutput();
        return [.. Output];
    }
}
