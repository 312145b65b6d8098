using Sige.Devices;
using Sige.Graphs;
using Sige.Sessions;
using Sige.Tensors;

namespace Sige.Bench.Fidelity;

/// <summary>
/// Runs a network the way the SIGE reference implementation does: node by node and without fusion, the original inputs, the edited ones
/// where the reference computes, and the edited ones whole, side by side. Tensors go after their last reader.
/// </summary>
internal sealed class ReferenceEmulation : IDisposable
{
    private readonly Engine _engine;
    private readonly Graph _graph;
    private readonly IReadOnlyDictionary<Node, NodeRule> _rules;
    private readonly BlockMasks _masks;
    private readonly Dictionary<Value, DeviceTensor> _original = [], _sparse = [], _dense = [];
    private readonly Dictionary<Value, int> _readers = [];

    private ReferenceEmulation(Engine engine, Graph graph, ReferenceRules rules, Resolution size, byte[] changed)
    {
        _engine = engine;
        _graph = graph;
        _rules = rules.For(graph);
        _masks = new BlockMasks(engine.Device, graph, size, changed, rules.Masks);
    }

    /// <summary>Runs an edit.</summary>
    /// <param name="engine">What runs it.</param>
    /// <param name="graph">The network, of one output.</param>
    /// <param name="rules">What the reference computes of it.</param>
    /// <param name="original">The inputs that are recorded.</param>
    /// <param name="edited">The inputs of the edit.</param>
    /// <param name="changed">[H, W] of the picture, 1 where the edit changes it.</param>
    public static EmulatedEdit Run(
        Engine engine, Graph graph, ReferenceRules rules, SessionInput[] original, SessionInput[] edited, byte[] changed)
    {
        using var emulation = new ReferenceEmulation(engine, graph, rules, SessionInputs.PictureSize(graph), changed);
        emulation.Upload(original, edited);
        return emulation.Run();
    }

    public void Dispose()
    {
        foreach (DeviceTensor tensor in (DeviceTensor[])[.. _original.Values, .. _sparse.Values, .. _dense.Values])
            tensor.Buffer!.Dispose();
        _masks.Dispose();
    }

    private void Upload(SessionInput[] original, SessionInput[] edited)
    {
        foreach (InputNode node in _graph.Inputs)
        {
            _original.Add(node.Output, DeviceTensors.Upload(_engine, node.Output, Find(original)));
            _sparse.Add(node.Output, DeviceTensors.Upload(_engine, node.Output, Find(edited)));
            _dense.Add(node.Output, DeviceTensors.Upload(_engine, node.Output, Find(edited)));

            SessionInput Find(SessionInput[] inputs) => inputs.Single(input => input.Name == node.Name);
        }
    }

    private EmulatedEdit Run()
    {
        Value output = _graph.Outputs.Single().Value;
        foreach (Value value in _graph.Nodes.SelectMany(node => node.Inputs).Append(output))
            _readers[value] = _readers.GetValueOrDefault(value) + 1;
        foreach (Node node in _graph.Nodes.Where(node => node is not InputNode))
        {
            Evaluate(node);
            foreach (Value value in node.Inputs)
                Release(value);
        }

        return new EmulatedEdit(Read(_original), Read(_sparse), Read(_dense));

        float[] Read(Dictionary<Value, DeviceTensor> values) => DeviceTensors.Read(_engine.Queue, values[output]);
    }

    /// <summary>The sparse run follows the original at once, so that the statistics taken last are the recorded ones.</summary>
    private void Evaluate(Node node)
    {
        using var computation = NodeOperator.Create(_engine, node);
        NodeRule rule = _rules[node];
        Evaluate(computation, node, _original, default);
        Evaluate(computation, node, _sparse, rule);
        Evaluate(computation, node, _dense, default);
    }

    private void Evaluate(NodeOperator computation, Node node, Dictionary<Value, DeviceTensor> values, NodeRule rule)
    {
        DeviceTensor[] inputs = [.. node.Inputs.Select(value => values[value])];
        DeviceTensor result = DeviceTensors.Allocate(_engine.Device, node.Output);
        values.Add(node.Output, result);
        ActiveSet? active = _masks.Find(node.Output.Shape.Resolution, rule.Coverage);
        if (active is not null)
            _original[node.Output].Buffer!.CopyTo(_engine.Queue, 0, result.Buffer!, 0, result.Buffer!.Bytes);
        if (!rule.KeepsStatistics)
            computation.TakeStatistics(_engine.Queue, inputs[0]);
        computation.Run(_engine.Queue, inputs, active, result);
    }

    private void Release(Value value)
    {
        if (--_readers[value] > 0)
            return;
        foreach (Dictionary<Value, DeviceTensor> values in (ReadOnlySpan<Dictionary<Value, DeviceTensor>>)[_original, _sparse, _dense])
        {
            if (values.Remove(value, out DeviceTensor tensor))
                tensor.Buffer!.Dispose();
        }
    }
}
