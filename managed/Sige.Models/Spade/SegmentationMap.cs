using Sige.Graphs;
using Sige.Tensors;

namespace Sige.Models;

/// <summary>What a SPADE generator paints from, at every size: the one-hot labels and the edges, top-left sampled.</summary>
internal sealed class SegmentationMap
{
    private readonly GraphBuilder _graph;
    private readonly SpadeArchitecture _architecture;
    private readonly Value _labels;
    private readonly Value? _edges;
    private readonly Dictionary<Resolution, Value> _sizes = [];

    public SegmentationMap(GraphBuilder graph, SpadeArchitecture architecture, TensorShape shape)
    {
        _graph = graph;
        _architecture = architecture;
        _labels = graph.Input(SpadeGenerator.LabelsInput, shape, ElementType.UInt8);
        _edges = architecture.Reading.InstanceEdges ? graph.Input(SpadeGenerator.EdgesInput, shape) : null;
    }

    /// <summary>[N, H, W, label classes (+ 1)] at one size.</summary>
    public Value At(Resolution size)
    {
        if (_sizes.TryGetValue(size, out Value? map))
            return map;
        map = _graph.OneHot(_graph.ResizeNearest(_labels, size), _architecture.Reading.Labels.Count);
        if (_edges is not null)
            map = _graph.Concat([map, _graph.ResizeNearest(_edges, size)]);
        _sizes.Add(size, map);
        return map;
    }
}
