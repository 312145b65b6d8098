using System.Buffers;

namespace Sige.Weights.Safetensors;

/// <summary>Reads safetensors files, whose tensors stay in the mapped file until asked for.</summary>
/// <remarks>Source: the format description of the safetensors project, including the limits of its reference reader.</remarks>
internal static class SafetensorsReader
{
    /// <summary>The size of the length that precedes the header, in bytes.</summary>
    public const int LengthSize = sizeof(ulong);

    private const int LongestHeader = 100_000_000;

    private static readonly SearchValues<byte> TextBytes = SearchValues.Create([.. "\t\r\n"u8, .. Enumerable.Range(' ', '~' - ' ' + 1).Select(c => (byte)c)]);

    /// <summary>Whether a file of this beginning has a JSON object where a header stands, and no text before it.</summary>
    public static bool IsStart(ReadOnlySpan<byte> start) =>
        start.Length > LengthSize && start[LengthSize] == (byte)'{' && start[..LengthSize].ContainsAnyExcept(TextBytes);

    public static WeightCollection Read(MappedFile file)
    {
        ulong headerLength = file.ReadUInt64(0);
        if (headerLength > LongestHeader)
            throw file.Fault($"the header claims {headerLength} bytes; at most {LongestHeader} are allowed.", 0);
        if ((long)headerLength > file.Length - LengthSize)
            throw file.Fault($"the header claims {headerLength} bytes, but only {file.Length - LengthSize} follow: the file is cut short or damaged; download it again.", 0);
        var json = new byte[headerLength];
        file.Read(LengthSize, json);

        SafetensorsHeader header = SafetensorsHeader.Parse(file, json);
        long dataStart = LengthSize + (long)headerLength;
        CheckLayout(file, header, dataStart);
        return new WeightCollection(
            new WeightOrigin(file.Path, WeightFormat.Safetensors) { Metadata = header.Metadata },
            header.Tensors.Select(tensor => tensor.Info.IsReadable
                ? new Entry(tensor.Info, file, dataStart + tensor.Begin)
                : (WeightEntry)new ListedEntry(tensor.Info, file.Path)),
            file);
    }

    private static void CheckLayout(MappedFile file, SafetensorsHeader header, long dataStart)
    {
        long dataLength = file.Length - dataStart;
        long position = 0;
        foreach (SafetensorsHeader.Tensor tensor in header.Tensors.OrderBy(t => t.Begin).ThenBy(t => t.End))
        {
            string name = WeightFormatException.Quote(tensor.Info.Name);
            if (tensor.End > dataLength)
                throw CutShort(file, name, tensor.End, dataStart, header.Tensors.Max(t => t.End));
            long bytes = tensor.End - tensor.Begin;
            if (tensor.Type.Bits == 0 ? bytes < tensor.FewestBytes : bytes != tensor.FewestBytes)
                throw file.Fault($"tensor {name} of type {tensor.Info.TypeName} and shape {tensor.Info.Shape} needs {tensor.FewestBytes} bytes, but is given {bytes}.");

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

    private static WeightFormatException CutShort(MappedFile file, string name, long end, long dataStart, long dataEnd) => file.Fault(
        $"tensor {name} ends at byte {end} of the data, which has {file.Length - dataStart}: the file is cut short or damaged "
        + $"({(Int128)dataStart + dataEnd} bytes are expected, {file.Length} found); download it again.");

    private sealed class Entry(WeightInfo info, MappedFile file, long offset) : WeightEntry(info)
    {
        public override void CopyTo(Span<byte> destination) => file.Read(offset, destination);
    }
}
