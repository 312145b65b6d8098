namespace Sige.Weights.Safetensors;

/// <summary>Reads safetensors files, whose tensors stay in the mapped file until asked for.</summary>
/// <remarks>Source: the format description of the safetensors project, including the limits of its reference reader.</remarks>
internal static class SafetensorsReader
{
    /// <summary>The size of the length that precedes the header, in bytes.</summary>
    public const int LengthSize = sizeof(ulong);

    private const int LongestHeader = 100_000_000;

    public static WeightCollection Read(MappedFile file)
    {
        ulong headerLength = file.ReadUInt64(0);
        if (headerLength > LongestHeader)
            throw file.Fault($"the header claims {headerLength} bytes; at most {LongestHeader} are allowed.", 0);
        if ((long)headerLength > file.Length - LengthSize)
            throw file.Fault($"the header claims {headerLength} bytes, but only {file.Length - LengthSize} follow.", 0);
        var json = new byte[headerLength];
        file.Read(LengthSize, json);

        SafetensorsHeader header = SafetensorsHeader.Parse(file, json);
        long dataStart = LengthSize + (long)headerLength;
        CheckLayout(file, header, file.Length - dataStart);
        return new WeightCollection(
            new WeightOrigin(file.Path, WeightFormat.Safetensors) { Metadata = header.Metadata },
            header.Tensors.Select(tensor => new Entry(tensor.Info, file, dataStart + tensor.Begin)),
            file);
    }

    private static void CheckLayout(MappedFile file, SafetensorsHeader header, long dataLength)
    {
        long position = 0;
        foreach (SafetensorsHeader.Tensor tensor in header.Tensors.OrderBy(t => t.Begin).ThenBy(t => t.End))
        {
            string name = WeightFormatException.Quote(tensor.Info.Name);
            if (tensor.End > dataLength)
                throw file.Fault($"tensor {name} ends at byte {tensor.End} of the data, which has {dataLength}.");
            if (tensor.End - tensor.Begin != tensor.Info.ByteSize)
            {
                throw file.Fault(
                    $"tensor {name} of type {tensor.Info.DataType} and shape {tensor.Info.Shape} needs {tensor.Info.ByteSize} bytes, but is given {tensor.End - tensor.Begin}.");
            }

            if (tensor.Begin != position)
            {
                string fault = tensor.Begin < position ? "overlaps the tensor before it" : "leaves a hole before it";
                throw file.Fault($"tensor {name} begins at byte {tensor.Begin} of the data and {fault}; {position} is expected.");
            }

            position = tensor.End;
        }

        if (position != dataLength)
            throw file.Fault($"the tensors cover {position} bytes, but {dataLength} follow the header.");
    }

    private sealed class Entry(WeightInfo info, MappedFile file, long offset) : WeightEntry(info)
    {
        public override void CopyTo(Span<byte> destination) => file.Read(offset, destination);
    }
}
