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
