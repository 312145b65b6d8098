using System.Buffers.Binary;
using System.Text;

namespace Sige.Tests.Interop;

/// <summary>Reads which versions of other libraries' symbols an ELF library needs.</summary>
/// <remarks>
/// 64 bits, little-endian. Source: System V Application Binary Interface, object files and dynamic linking; Linux Standard Base, symbol versioning.
/// </remarks>
internal static class ElfVersionNeeds
{
    private const int ProgramHeaderOffset = 0x20, ProgramHeaderCount = 0x38, ProgramHeaderSize = 56;
    private const uint LoadSegment = 1, DynamicSegment = 2;
    private const ulong StringTable = 5, VersionNeeds = 0x6ffffffe, VersionNeedCount = 0x6fffffff;

    /// <summary>The library that each version is expected of, and the version's name, such as libc.so.6 and GLIBC_2.17.</summary>
    public static IReadOnlyList<(string Library, string Version)> Read(ReadOnlySpan<byte> file)
    {
        if (!file.StartsWith("\u007fELF\u0002\u0001"u8))
            throw new ArgumentException("This is no little-endian ELF file of 64 bits.", nameof(file));
        Dictionary<ulong, ulong> entries = ReadDynamicSection(file);
        int strings = (int)ToOffset(file, entries[StringTable]);
        int library = (int)ToOffset(file, entries[VersionNeeds]);
        var needs = new List<(string, string)>();
        for (ulong i = 0; i < entries[VersionNeedCount]; i++)
        {
            string name = ReadText(file, strings + (int)ReadWord(file, library + 4));
            int version = library + (int)ReadWord(file, library + 8);
            for (int j = BinaryPrimitives.ReadUInt16LittleEndian(file[(library + 2)..]); j > 0; j--)
            {
                needs.Add((name, ReadText(file, strings + (int)ReadWord(file, version + 8))));
                version += (int)ReadWord(file, version + 12);
            }

            library += (int)ReadWord(file, library + 12);
        }

        return needs;
    }

    private static Dictionary<ulong, ulong> ReadDynamicSection(ReadOnlySpan<byte> file)
    {
        var entries = new Dictionary<ulong, ulong>();
        foreach ((uint type, ulong offset, _, ulong size) in Segments(file))
        {
            for (int at = (int)offset; type == DynamicSegment && at < (int)(offset + size); at += 16)
                entries.TryAdd(ReadLong(file, at), ReadLong(file, at + 8));
        }

        return entries;
    }

    /// <summary>Where in the file a loaded byte lies.</summary>
    private static ulong ToOffset(ReadOnlySpan<byte> file, ulong address)
    {
        (_, ulong offset, ulong start, _) = Segments(file).Single(
            segment => segment.Type == LoadSegment && address >= segment.Address && address - segment.Address < segment.Size);
        return address - start + offset;
    }

    private static List<(uint Type, ulong Offset, ulong Address, ulong Size)> Segments(ReadOnlySpan<byte> file)
    {
        var segments = new List<(uint, ulong, ulong, ulong)>();
        int at = (int)ReadLong(file, ProgramHeaderOffset);
        for (int i = BinaryPrimitives.ReadUInt16LittleEndian(file[ProgramHeaderCount..]); i > 0; i--, at += ProgramHeaderSize)
            segments.Add((ReadWord(file, at), ReadLong(file, at + 8), ReadLong(file, at + 16), ReadLong(file, at + 32)));
        return segments;
    }

    private static uint ReadWord(ReadOnlySpan<byte> file, int at) => BinaryPrimitives.ReadUInt32LittleEndian(file[at..]);

    private static ulong ReadLong(ReadOnlySpan<byte> file, int at) => BinaryPrimitives.ReadUInt64LittleEndian(file[at..]);

    private static string ReadText(ReadOnlySpan<byte> file, int at)
    {
        ReadOnlySpan<byte> text = file[at..];
        return Encoding.ASCII.GetString(text[..text.IndexOf((byte)0)]);
    }
}
