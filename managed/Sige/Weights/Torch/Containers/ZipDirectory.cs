using System.Text;

namespace Sige.Weights.Torch;

/// <summary>The central directory of a zip archive; entries that are not stored plainly are listed and marked.</summary>
/// <remarks>
/// Every entry is located and bounded when the directory is read; nothing is ever extracted. Source: PKWARE's
/// APPNOTE.TXT, sections 4.3.7, 4.3.12 and 4.3.14 to 4.3.16, zip64 included.
/// </remarks>
internal sealed class ZipDirectory
{
    private const int EndSize = 22;
    private const int Zip64LocatorSize = 20;
    private const int CentralSize = 46;
    private const int LocalSize = 30;
    private const int MostEntries = 1 << 18;
    private const int LongestName = 512;

    private readonly MappedFile _file;
    private readonly Dictionary<string, Entry> _entries = new(StringComparer.Ordinal);

    private ZipDirectory(MappedFile file) => _file = file;

    public IReadOnlyDictionary<string, Entry> Entries => _entries;

    public static ZipDirectory Read(MappedFile file)
    {
        var directory = new ZipDirectory(file);
        (long count, long start, long size) = directory.FindDirectory();
        if (count > MostEntries || start > file.Length || size > file.Length - start || count * CentralSize > size)
            throw file.Fault($"the zip directory claims {count} entries in {size} bytes from byte {start}, which does not fit.");
        long position = start;
        for (long i = 0; i < count; i++)
            position = directory.ReadEntry(position, start, start + size);
        directory.CheckOverlap();
        return directory;
    }

    private (long Count, long Start, long Size) FindDirectory()
    {
        long end = FindEnd();
        long count = _file.ReadUInt16(end + 10);
        long size = _file.ReadUInt32(end + 12);
        long start = _file.ReadUInt32(end + 16);
        if (count != ushort.MaxValue && size != uint.MaxValue && start != uint.MaxValue)
            return (count, start, size);

        long locator = end - Zip64LocatorSize;
        if (locator < 0 || _file.ReadUInt32(locator) != 0x07064B50)
            return (count, start, size);
        long end64 = Position(_file.ReadUInt64(locator + 8));
        if (_file.ReadUInt32(end64) != 0x06064B50)
            throw _file.Fault("the zip64 end record is missing.", end64);
        return (Position(_file.ReadUInt64(end64 + 32)), Position(_file.ReadUInt64(end64 + 48)), Position(_file.ReadUInt64(end64 + 40)));
    }

    private long FindEnd()
    {
        long last = Math.Max(0, _file.Length - EndSize - ushort.MaxValue);
        for (long position = _file.Length - EndSize; position >= last; position--)
        {
            if (_file.ReadUInt32(position) == 0x06054B50 && position + EndSize + _file.ReadUInt16(position + 20) == _file.Length)
                return position;
        }

        throw _file.Fault(
            $"this is a zip archive, as a PyTorch checkpoint is, whose end is missing: only {_file.Length} bytes are there, so it was cut short; download it again.");
    }

    private long ReadEntry(long position, long directoryStart, long directoryEnd)
    {
        if (position > directoryEnd - CentralSize || _file.ReadUInt32(position) != 0x02014B50)
            throw _file.Fault("an entry of the zip directory is expected.", position);
        int flags = _file.ReadUInt16(position + 8);
        int method = _file.ReadUInt16(position + 10);
        int nameLength = _file.ReadUInt16(position + 28);
        int extraLength = _file.ReadUInt16(position + 30);
        long next = position + CentralSize + nameLength + extraLength + _file.ReadUInt16(position + 32);
        if (next > directoryEnd)
            throw _file.Fault("an entry reaches beyond the zip directory.", position);

        string name = ReadName(position + CentralSize, nameLength);
        string quoted = WeightFormatException.Quote(name);
        bool encrypted = (flags & 0x2041) != 0;
        bool stored = method == 0 && !encrypted;
        (long size, long local) = ReadSizes(position, position + CentralSize + nameLength, extraLength, stored, quoted);
        long start = LocateData(local, position + CentralSize, nameLength, method, quoted);
        if (size > directoryStart - start)
            throw _file.Fault($"the zip entry {quoted} of {size} bytes reaches into the directory.", local);
        if (!_entries.TryAdd(name, new Entry(name, start, size, local, stored, encrypted)))
            throw _file.Fault($"the zip entry {quoted} occurs twice.", position);
        return next;
    }

    private string ReadName(long position, int length)
    {
        var bytes = new byte[length];
        _file.Read(position, bytes);
        string name = Encoding.Latin1.GetString(bytes);
        bool hostile = length is 0 or > LongestName || name[0] is '/' || name.AsSpan(1).StartsWith(":")
            || name.AsSpan().ContainsAny('\\', '\0') || name.Split('/').Contains("..");
        return hostile ? throw _file.Fault($"the zip entry name {WeightFormatException.Quote(name)} is not allowed.", position) : name;
    }

    private (long Size, long Local) ReadSizes(long central, long extra, int extraLength, bool stored, string name)
    {
        ulong compressed = _file.ReadUInt32(central + 20);
        ulong size = _file.ReadUInt32(central + 24);
        ulong local = _file.ReadUInt32(central + 42);
        if (size == uint.MaxValue || compressed == uint.MaxValue || local == uint.MaxValue)
        {
            (long field, long fieldEnd) = FindZip64Field(extra, extra + extraLength, name);
            size = size == uint.MaxValue ? Next(ref field, fieldEnd, name) : size;
            compressed = compressed == uint.MaxValue ? Next(ref field, fieldEnd, name) : compressed;
            local = local == uint.MaxValue ? Next(ref field, fieldEnd, name) : local;
        }

        if (stored && size != compressed)
            throw _file.Fault($"the stored zip entry {name} has {compressed} bytes for {size}.", central);
        return (Position(compressed), Position(local));
    }

    private (long Start, long End) FindZip64Field(long position, long end, string name)
    {
        while (position <= end - 4)
        {
            int id = _file.ReadUInt16(position);
            long next = position + 4 + _file.ReadUInt16(position + 2);
            if (id == 1 && next <= end)
                return (position + 4, next);
            position = next;
        }

        throw _file.Fault($"the zip entry {name} lacks its zip64 sizes.", position);
    }

    private ulong Next(ref long field, long end, string name)
    {
        if (field > end - sizeof(ulong))
            throw _file.Fault($"the zip64 sizes of entry {name} are cut off.", field);
        field += sizeof(ulong);
        return _file.ReadUInt64(field - sizeof(ulong));
    }

    private long LocateData(long local, long centralName, int nameLength, int method, string name)
    {
        if (_file.ReadUInt32(local) != 0x04034B50 || _file.ReadUInt16(local + 26) != nameLength || _file.ReadUInt16(local + 8) != method)
            throw _file.Fault($"the local header of zip entry {name} is missing or disagrees with the directory.", local);
        var names = new byte[2 * nameLength];
        _file.Read(centralName, names.AsSpan(0, nameLength));
        _file.Read(local + LocalSize, names.AsSpan(nameLength));
        if (!names.AsSpan(0, nameLength).SequenceEqual(names.AsSpan(nameLength)))
            throw _file.Fault($"the local header of zip entry {name} has another name.", local);
        return local + LocalSize + nameLength + _file.ReadUInt16(local + 28);
    }

    private void CheckOverlap()
    {
        long position = 0;
        foreach (Entry entry in _entries.Values.OrderBy(entry => entry.LocalOffset))
        {
            if (entry.LocalOffset < position)
                throw _file.Fault($"the zip entry {WeightFormatException.Quote(entry.Name)} overlaps another.", entry.LocalOffset);
            position = entry.Start + entry.Size;
        }
    }

    private long Position(ulong value) =>
        value <= (ulong)_file.Length ? (long)value : throw _file.Fault($"the zip archive refers to {value}, beyond its {_file.Length} bytes.");

    /// <summary>Where an entry's bytes are in the archive, and whether they are the content itself.</summary>
    internal sealed record Entry(string Name, long Start, long Size, long LocalOffset, bool IsStored, bool IsEncrypted);
}
