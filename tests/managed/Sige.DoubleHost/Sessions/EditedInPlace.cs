using Sige.Devices;
using Sige.Graphs;
using Sige.Sessions;

namespace Sige.DoubleHost.Sessions;

/// <summary>An <see cref="IncrementalSession"/>.</summary>
internal sealed class EditedInPlace : EditedGraph
{
    private readonly IncrementalSession _session;
    private readonly SessionInput[][] _edits;

    public EditedInPlace(string network, DeviceKind device, ComputePrecision? precision)
        : base(network, device)
    {
        Graph graph = Network.Graph();
        Output = new float[graph.Outputs[0].Value.Shape.ElementCount];
        _edits = [.. Masks().Select(mask => Network.Edited(0, mask))];
        _session = new IncrementalSession(Engine, graph, Network.Session with { Precision = precision });
        _session.Record(Network.Recorded(0));
    }

    public override int Edits => _edits.Length;

    public override float[] Output { get; }

    public override RunReport Report => _session.LastReport!;

    public override void Edit(int edit) => _session.Edit(_edits[edit]);

    public override void ReadOutput() => _session.Outputs.Read(Output);

    public override IEnumerable<(string What, float[] Output)> Story()
    {
        yield return ("record", Read());
        for (int i = 0; i < Edits; i++)
        {
            Edit(i);
            yield return ($"edit {i}", Read());
        }

        _session.Revert();
        yield return ("revert", Read());
        Edit(2);
        _session.Commit();
        yield return ("commit", Read());
        Edit(1);
        yield return ("edit 1 of what was committed", Read());
        _session.Revert();
        yield return ("revert to what was committed", Read());
        Edit(3);
        _session.Record(Network.Recorded(1));
        yield return ("record anew", Read());
    }

    public override void Dispose()
    {
        _session.Dispose();
        base.Dispose();
    }
}
