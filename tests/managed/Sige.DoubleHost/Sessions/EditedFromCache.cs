using Sige.Devices;
using Sige.Graphs;
using Sige.Sessions;

namespace Sige.DoubleHost.Sessions;

/// <summary>A <see cref="CachedSession"/> of two slots: the changes of each even edit are the next one's too, of the other slot.</summary>
internal sealed class EditedFromCache : EditedGraph
{
    private const int Slots = 2;

    private readonly CachedSession _session;
    private readonly byte[][] _masks;
    private readonly SessionInput[][] _edits;

    public EditedFromCache(string network, DeviceKind device, ComputePrecision? precision, CachePrecision cachePrecision, string? spillDirectory = null)
        : base(network, device)
    {
        var options = new CachedSessionOptions
        {
            Session = Network.Session with { Precision = precision },
            Precision = cachePrecision,
            BudgetBytes = spillDirectory is null ? null : 0,
            SpillDirectory = spillDirectory,
        };
        Graph graph = Network.Graph();
        Output = new float[graph.Outputs[0].Value.Shape.ElementCount];
        _masks = Masks();
        _edits = [.. _masks.SelectMany(mask => Enumerable.Range(0, Slots).Select(slot => Network.Edited(slot, mask)))];
        _session = new CachedSession(Engine, graph, Slots, options);
        for (int slot = 0; slot < Slots; slot++)
            _session.Record(slot, Network.Recorded(slot));
    }

    public override int Edits => _edits.Length;

    public override float[] Output { get; }

    public override RunReport Report => _session.LastReport!;

    public override void Edit(int edit)
    {
        if (edit % Slots == 0)
            _session.SetChanges(_masks[edit / Slots]);
        _session.Edit(edit % Slots, _edits[edit]);
    }

    public override void ReadOutput() => _session.Outputs.Read(Output);

    public override IEnumerable<(string What, float[] Output)> Story()
    {
        yield return ("record", Read());
        for (int i = 0; i < Edits; i++)
        {
            Edit(i);
            yield return ($"edit {i}", Read());
        }

        _session.Run(Network.Recorded(2));
        yield return ("run", Read());
        Edit(0);
        yield return ("edit 0 again", Read());
        _session.Record(0, Network.Recorded(3));
        Edit(1);
        yield return ("edit of the slot that was not recorded anew", Read());
    }

    public override void Dispose()
    {
        _session.Dispose();
        base.Dispose();
    }
}
