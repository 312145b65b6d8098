using Google.Protobuf;
using Sige.Graphs;
using Sige.Onnx.Format;
using Sige.Tensors;
using Sige.Weights;

namespace Sige.Onnx;

/// <summary>A file in the making: nodes and constants under names that are taken once.</summary>
/// <remarks>
/// The constants are written behind the rest of the graph's message, one at a time; that they all belong to one
/// length-delimited message is why their sizes are summed beforehand.
/// </remarks>
internal sealed class OnnxModel
{
    private const int IrVersion = 8;
    private const int OperatorSet = 17;

    private readonly ModelProto _model;
    private readonly GraphProto _graph;
    private readonly OnnxDataFile? _data;
    private readonly List<OnnxConstant> _constants = [];
    private readonly HashSet<string> _tensors = new(StringComparer.Ordinal);

    /// <param name="options">What the file says of itself.</param>
    /// <param name="graph">Whose inputs and outputs it declares.</param>
    /// <param name="data">A second file for larger constants; null to have them all in this one.</param>
    public OnnxModel(OnnxExportOptions options, Graph graph, OnnxDataFile? data)
    {
        _data = data;
        _graph = new GraphProto { Name = options.GraphName };
        _model = new ModelProto { IrVersion = IrVersion, ProducerName = "Sige", OpsetImport = { new OperatorSetIdProto { Domain = "", Version = OperatorSet } } };
        if (options.Description is not null)
            _model.DocString = options.Description;
        foreach (InputNode input in graph.Inputs)
            _graph.Input.Add(Declare(input.Name, input.Output));
        foreach (GraphOutput output in graph.Outputs)
            _graph.Output.Add(Declare(output.Name, output.Value));
    }

    private long GraphSize => _graph.CalculateSize() + _constants.Sum(constant => Wire.FieldSize(GraphProto.InitializerFieldNumber, constant.Size));

    /// <summary>Appends an operator.</summary>
    /// <param name="operation">The operator's name in ONNX.</param>
    /// <param name="name">Name of the node and, as far as it is free, of its tensor.</param>
    /// <param name="inputs">Names of tensors.</param>
    /// <param name="attributes">Settings.</param>
    /// <returns>The name of the tensor that the node gives.</returns>
    public string Add(string operation, string name, ReadOnlySpan<string> inputs, params ReadOnlySpan<AttributeProto> attributes)
    {
        string result = Take(name);
        AddTo(result, operation, name, inputs, attributes);
        return result;
    }

    /// <summary>Appends an operator that gives a tensor of a name that is already declared, as an output's is.</summary>
    public void AddTo(string result, string operation, string name, ReadOnlySpan<string> inputs, params ReadOnlySpan<AttributeProto> attributes) =>
        _graph.Node.Add(new NodeProto
        {
            Name = name,
            OpType = operation,
            Input = { inputs.ToArray() },
            Output = { result },
            Attribute = { attributes.ToArray() },
        });

    public string AddConstant(string name, ReadOnlySpan<long> values)
    {
        name = Take(name);
        Add(OnnxConstant.Of(name, [values.Length], values));
        return name;
    }

    public string AddConstant(string name, ReadOnlySpan<long> extents, ReadOnlySpan<float> values)
    {
        name = Take(name);
        Add(OnnxConstant.Of(name, extents, values));
        return name;
    }

    public string AddConstant(string name, ReadOnlySpan<long> extents, Parameter parameter)
    {
        name = Take(name);
        Add(OnnxConstant.Of(name, extents, parameter));
        return name;
    }

    /// <summary>Refuses a model that a reader of protocol buffers must refuse.</summary>
    /// <exception cref="NotSupportedException">The file would exceed 2 GiB.</exception>
    public void CheckSize()
    {
        long size = _model.CalculateSize() + Wire.FieldSize(ModelProto.GraphFieldNumber, GraphSize);
        if (size > int.MaxValue)
            throw new NotSupportedException($"The graph makes an ONNX file of {size} bytes, but the format ends at {int.MaxValue}: the option {nameof(OnnxExportOptions.ExternalData)} lays constants beside it.");
    }

    public void WriteTo(Stream stream, CancellationToken cancellationToken)
    {
        using var output = new CodedOutputStream(stream, leaveOpen: true);
        _model.WriteTo(output);
        output.WriteTag(ModelProto.GraphFieldNumber, WireFormat.WireType.LengthDelimited);
        output.WriteLength((int)GraphSize);
        _graph.WriteTo(output);
        foreach (OnnxConstant constant in _constants)
        {
            cancellationToken.ThrowIfCancellationRequested();
            output.WriteTag(GraphProto.InitializerFieldNumber, WireFormat.WireType.LengthDelimited);
            output.WriteMessage(constant.ToMessage());
        }
    }

    private void Add(OnnxConstant constant)
    {
        _data?.Offer(constant);
        _constants.Add(constant);
    }

    private static TensorProto.Types.DataType TypeOf(Value value) => value.ElementType switch
    {
        ElementType.Float32 => TensorProto.Types.DataType.Float,
        ElementType.UInt8 => TensorProto.Types.DataType.Uint8,
        _ => throw new NotSupportedException($"Value '{value}' cannot be exported to ONNX: its element type is neither Float32 nor UInt8."),
    };

    private ValueInfoProto Declare(string name, Value value)
    {
        if (!_tensors.Add(name))
            throw new NotSupportedException($"The graph cannot be exported to ONNX: '{name}' names both an input and an output.");
        (int n, int h, int w, int c) = value.Shape;
        var shape = new TensorShapeProto();
        foreach (int extent in (ReadOnlySpan<int>)[n, h, w, c])
            shape.Dim.Add(new TensorShapeProto.Types.Dimension { DimValue = extent });
        var tensor = new TypeProto.Types.Tensor { ElemType = (int)TypeOf(value), Shape = shape };
        return new ValueInfoProto { Name = name, Type = new TypeProto { TensorType = tensor } };
    }

    private string Take(string name)
    {
        string free = name;
        for (int i = 1; !_tensors.Add(free); i++)
            free = FormattableString.Invariant($"{name}#{i}");
        return free;
    }
}
