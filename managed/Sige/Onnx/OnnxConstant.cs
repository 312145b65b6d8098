using System.Runtime.InteropServices;
using Google.Protobuf;
using Sige.Graphs;
using Sige.Onnx.Format;
using Sige.Tensors;
using Sige.Weights;

namespace Sige.Onnx;

/// <summary>A constant of an exported file, whose elements are made when they are written.</summary>
internal sealed class OnnxConstant
{
    private readonly TensorProto _header;
    private readonly Func<ReadOnlySpan<byte>> _read;

    private OnnxConstant(string name, ReadOnlySpan<long> extents, TensorProto.Types.DataType type, long byteSize, Func<ReadOnlySpan<byte>> read)
    {
        _header = new TensorProto { Name = name, DataType = (int)type, Dims = { extents.ToArray() } };
        _read = read;
        Size = _header.CalculateSize() + Wire.FieldSize(TensorProto.RawDataFieldNumber, byteSize);
    }

    /// <summary>Bytes of the message, its own tag and length not counted.</summary>
    public long Size { get; }

    public static OnnxConstant Of(string name, ReadOnlySpan<long> extents, ReadOnlySpan<long> values)
    {
        long[] kept = values.ToArray();
        return new(name, extents, TensorProto.Types.DataType.Int64, kept.Length * sizeof(long), () => MemoryMarshal.AsBytes<long>(kept));
    }

    public static OnnxConstant Of(string name, ReadOnlySpan<long> extents, ReadOnlySpan<float> values)
    {
        float[] kept = values.ToArray();
        return new(name, extents, TensorProto.Types.DataType.Float, kept.Length * sizeof(float), () => MemoryMarshal.AsBytes<float>(kept));
    }

    /// <summary>A parameter's elements under the given extents, as float32, which the tensors that they meet have.</summary>
    public static OnnxConstant Of(string name, ReadOnlySpan<long> extents, Parameter parameter)
    {
        long size = checked(parameter.Shape.ElementCount * ElementType.Float32.Size());
        return new(name, extents, TensorProto.Types.DataType.Float, size, () => MemoryMarshal.AsBytes<float>(parameter.Read()));
    }

    public TensorProto ToMessage()
    {
        TensorProto message = _header.Clone();
        message.RawData = ByteString.CopyFrom(_read());
        return message;
    }
}
