using System.Buffers;
using System.Text;
using MessagePack;

namespace Sige.Weights.Flax;

/// <summary>An array of a Flax checkpoint, proven to lie inside the file.</summary>
/// <param name="Type">The element type.</param>
/// <param name="Shape">The extents, outermost first.</param>
/// <param name="Elements">Where the elements lie.</param>
internal sealed record FlaxArray(StoredType Type, WeightShape Shape, FlaxChunk Elements)
{
    private const int HighestRank = 64;
    private const int LongestTypeName = 64;

    /// <summary>Reads what an array extension holds: (shape, type name, elements).</summary>
    /// <param name="payload">The extension's bytes.</param>
    /// <param name="offset">Where they begin in the file.</param>
    /// <param name="name">The tensor's name, for messages.</param>
    /// <param name="file">The file.</param>
    public static FlaxArray Read(ReadOnlySequence<byte> payload, long offset, string name, MappedFile file)
    {
        var reader = new MessagePackReader(payload);
        if (reader.ReadArrayHeader() != 3)
            throw Fault("is not a tuple of shape, type and elements");
        int rank = reader.ReadArrayHeader();
        if (rank > HighestRank)
            throw Fault($"has {rank} extents; at most {HighestRank} are allowed");
        var extents = new long[rank];
        for (int axis = 0; axis < rank; axis++)
            extents[axis] = reader.ReadInt64();
        if (!WeightShape.TryCountElements(extents, out long count))
            throw Fault($"has the shape [{string.Join(", ", extents)}], which is negative or overflows");

        StoredType type = StoredTypes.ByName(ReadTypeName(ref reader));
        ReadOnlySequence<byte> elements = ReadElements(ref reader);
        if (!reader.End)
            throw Fault("has bytes behind its elements");
        var shape = new WeightShape(extents);
        if (!Fits(type, count, elements.Length))
            throw Fault($"of type {WeightFormatException.Quote(type.Name)} and shape {shape} has {elements.Length} bytes, which do not fit");
        return new FlaxArray(type, shape, new FlaxChunk(offset + payload.Length - elements.Length, elements.Length));

        WeightFormatException Fault(string reason) => file.Fault($"the array {WeightFormatException.Quote(name)} {reason}.", offset);
    }

    /// <summary>How NumPy packs a type that is only listed is not known here: a bit an element is the least.</summary>
    public static bool Fits(StoredType type, long count, long bytes) => type.IsReadable
        ? (Int128)count * (type.Bits / 8) == bytes
        : count <= (Int128)bytes * 8;

    private static string ReadTypeName(ref MessagePackReader reader)
    {
        ReadOnlySequence<byte> text = ReadElements(ref reader);
        return Encoding.UTF8.GetString(text.Slice(0, Math.Min(text.Length, LongestTypeName)));
    }

    /// <summary>Reads bytes, which older writers of MessagePack mark as text.</summary>
    private static ReadOnlySequence<byte> ReadElements(ref MessagePackReader reader) =>
        (reader.NextMessagePackType == MessagePackType.String ? reader.ReadStringSequence() : reader.ReadBytes()) ?? default;
}
