using System.Globalization;
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
    private readonly Action<Stream> _write;

    private OnnxConstant(string name, ReadOnlySpan<long> extents, TensorProto.Types.DataType type, long byteSize, Action<Stream> write)
    {
        _header = new TensorProto { Name = name, DataType = (int)type, Dims = { extents.ToArray() } };
        _write = write;
        ByteSize = byteSize;
    }

    /// <summary>The name.</summary>
    public string Name => _header.Name;

    /// <summary>Bytes of the elements.</summary>
    public long ByteSize { get; }

    /// <summary>Bytes of the message, its own tag and length not counted.</summary>
    public long Size => _header.CalculateSize() + (IsExternal ? 0 : Wire.FieldSize(TensorProto.RawDataFieldNumber, ByteSize));

    private bool IsExternal => _header.DataLocation == TensorProto.Types.DataLocation.External;

    public static OnnxConstant Of(string name, ReadOnlySpan<long> extents, ReadOnlySpan<long> values)
    {
        long[] kept = values.ToArray();
        return new(name, extents, TensorProto.Types.DataType.Int64, kept.Length * sizeof(long), stream => stream.Write(MemoryMarshal.AsBytes<long>(kept)));
    }

    public static OnnxConstant Of(string name, ReadOnlySpan<long> extents, ReadOnlySpan<float> values)
    {
        float[] kept = values.ToArray();
        return new(name, extents, TensorProto.Types.DataType.Float, kept.Length * sizeof(float), stream => stream.Write(MemoryMarshal.AsBytes<float>(kept)));
    }

    /// <summary>A parameter's elements under the given extents, as float32, which the tensors that they meet have.</summary>
    public static OnnxConstant Of(string name, ReadOnlySpan<long> extents, Parameter parameter)
    {
        long size = checked(parameter.Shape.ElementCount * ElementType.Float32.Size());
        return new(name, extents, TensorProto.Types.DataType.Float, size, stream => stream.Write(MemoryMarshal.AsBytes<float>(parameter.Read())));
    }

    /// <summary>Lets the message refer to another file.</summary>
    /// <param name="location">The file's name, beside the one with the message.</param>
    /// <param name="offset">Where in it the elements begin.</param>
    public void MoveTo(string location, long offset)
    {
        void Say(string key, string value) => _header.ExternalData.Add(new StringStringEntryProto { Key = key, Value = value });
        _header.DataLocation = TensorProto.Types.DataLocation.External;
        Say("location", location);
        Say("offset", offset.ToString(CultureInfo.InvariantCulture));
        Say("length", ByteSize.ToString(CultureInfo.InvariantCulture));
    }

    public TensorProto ToMessage()
    {
        TensorProto message = _header.Clone();
        if (!IsExternal)
        {
            var elements = new byte[ByteSize];
            WriteTo(new MemoryStream(elements));
            message.RawData = UnsafeByteOperations.UnsafeWrap(elements);
        }

        return message;
    }

    /// <summary>Writes the elements alone.</summary>
    public void WriteTo(Stream stream) => _write(stream);
}
