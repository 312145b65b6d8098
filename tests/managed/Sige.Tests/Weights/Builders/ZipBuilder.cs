using System.Text;

namespace Sige.Tests.Weights;

/// <summary>Writes zip archives whose records may lie.</summary>
internal sealed class ZipBuilder
{
    private readonly List<Entry> _entries = [];

    /// <summary>What the directory says of an entry; null says the truth.</summary>
    internal sealed record Lie(ushort? Method = null, uint? CompressedSize = null, uint? Size = null, uint? LocalOffset = null, string? LocalName = null, ushort? Flags = null);

    private sealed record Entry(string Name, byte[] Content, Lie Lie);

    public ZipBuilder Add(string name, byte[] content, Lie? lie = null)
    {
        _entries.Add(new Entry(name, content, lie ?? new Lie()));
        return this;
    }

    public byte[] Build(ushort? claimedCount = null, uint? claimedStart = null, uint? claimedSize = null)
    {
        using var stream = new MemoryStream();
        using var writer = new BinaryWriter(stream);
        List<uint> offsets = [];
        foreach (Entry entry in _entries)
        {
            offsets.Add((uint)stream.Position);
            WriteLocal(writer, entry);
        }

        var start = (uint)stream.Position;
        foreach ((Entry entry, uint offset) in _entries.Zip(offsets))
            WriteCentral(writer, entry, offset);
        uint size = claimedSize ?? (uint)stream.Position - start;
        ushort count = claimedCount ?? (ushort)_entries.Count;
        writer.Write(0x06054B50);
        writer.Write(0);
        writer.Write(count);
        writer.Write(count);
        writer.Write(size);
        writer.Write(claimedStart ?? start);
        writer.Write((ushort)0);
        return stream.ToArray();
    }

    /// <summary>Rewrites the directory of a sound archive with zip64 records, as archives beyond 4 GB have it.</summary>
    public static byte[] Widen(byte[] archive)
    {
        int end = archive.Length - 22;
        int start = BitConverter.ToInt32(archive, end + 16);
        int count = BitConverter.ToUInt16(archive, end + 10);
        using var stream = new MemoryStream();
        using var writer = new BinaryWriter(stream);
        writer.Write(archive, 0, start);
        for (int i = 0, position = start; i < count; i++)
            position = WriteWideCentral(writer, archive, position);
        long endPosition = stream.Position;
        writer.Write(0x06064B50);
        writer.Write(44L);
        writer.Write(0x0003_002D);
        writer.Write(0L);
        writer.Write((long)count);
        writer.Write((long)count);
        writer.Write(endPosition - start);
        writer.Write((long)start);
        writer.Write(0x07064B50);
        writer.Write(0);
        writer.Write(endPosition);
        writer.Write(1);
        writer.Write(0x06054B50);
        writer.Write(0);
        writer.Write(uint.MaxValue);
        writer.Write(uint.MaxValue);
        writer.Write(uint.MaxValue);
        writer.Write((ushort)0);
        return stream.ToArray();
    }

    private static int WriteWideCentral(BinaryWriter writer, byte[] archive, int position)
    {
        int nameLength = BitConverter.ToUInt16(archive, position + 28);
        long compressed = BitConverter.ToUInt32(archive, position + 20);
        long size = BitConverter.ToUInt32(archive, position + 24);
        long local = BitConverter.ToUInt32(archive, position + 42);
        writer.Write(archive, position, 20);
        writer.Write(uint.MaxValue);
        writer.Write(uint.MaxValue);
        writer.Write((ushort)nameLength);
        writer.Write((ushort)28);
        writer.Write(archive, position + 32, 10);
        writer.Write(uint.MaxValue);
        writer.Write(archive, position + 46, nameLength);
        writer.Write((ushort)1);
        writer.Write((ushort)24);
        writer.Write(size);
        writer.Write(compressed);
        writer.Write(local);
        return position + 46 + nameLength;
    }

    private static void WriteLocal(BinaryWriter writer, Entry entry)
    {
        byte[] name = Encoding.Latin1.GetBytes(entry.Lie.LocalName ?? entry.Name);
        writer.Write(0x04034B50);
        WriteCommon(writer, entry);
        writer.Write((ushort)name.Length);
        writer.Write((ushort)0);
        writer.Write(name);
        writer.Write(entry.Content);
    }

    private static void WriteCentral(BinaryWriter writer, Entry entry, uint offset)
    {
        byte[] name = Encoding.Latin1.GetBytes(entry.Name);
        writer.Write(0x02014B50);
        writer.Write((ushort)20);
        WriteCommon(writer, entry);
        writer.Write((ushort)name.Length);
        writer.Write(new byte[12]);
        writer.Write(entry.Lie.LocalOffset ?? offset);
        writer.Write(name);
    }

    private static void WriteCommon(BinaryWriter writer, Entry entry)
    {
        writer.Write((ushort)20);
        writer.Write(entry.Lie.Flags ?? 0);
        writer.Write(entry.Lie.Method ?? 0);
        writer.Write(0);
        writer.Write(0);
        writer.Write(entry.Lie.CompressedSize ?? (uint)entry.Content.Length);
        writer.Write(entry.Lie.Size ?? (uint)entry.Content.Length);
    }
}
