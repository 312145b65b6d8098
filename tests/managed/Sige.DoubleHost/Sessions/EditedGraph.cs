using Sige.Devices;
using Sige.Sessions;
using Sige.Tests.Sessions;

namespace Sige.DoubleHost.Sessions;

/// <summary>A session of either kind on the graph of a case.</summary>
internal abstract class EditedGraph(string network, DeviceKind device) : EditedSession
{
    /// <summary>What <see cref="EditedSession.ReadOutput"/> read.</summary>
    public abstract float[] Output { get; }

    /// <summary>What the last run did.</summary>
    public abstract RunReport Report { get; }

    protected CachedCase Network { get; } = CachedCase.Of(network);

    protected Engine Engine { get; } = Engine.Open(device);

    /// <summary>Does one after another what the session can, and gives what each of these leaves to read.</summary>
    public abstract IEnumerable<(string What, float[] Output)> Story();

    public override void Dispose() => Engine.Dispose();

    protected byte[][] Masks() => Masks(Network.Size.H, Network.Size.W);

    protected float[] Read()
    {
        ReadOutput();
        return [.. Output];
    }
}
