using Google.Protobuf;

namespace Sige.Onnx;

/// <summary>Sizes in the protocol buffers wire format.</summary>
internal static class Wire
{
    /// <summary>Bytes of a length-delimited field: tag, length and content.</summary>
    public static long FieldSize(int field, long contentSize) =>
        CodedOutputStream.ComputeTagSize(field) + CodedOutputStream.ComputeUInt64Size((ulong)contentSize) + contentSize;
}
