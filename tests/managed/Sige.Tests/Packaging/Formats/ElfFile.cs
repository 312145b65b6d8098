using System.Buffers.Binary;
using System.Text;

namespace Sige.Tests.Packaging.Formats;

/// <summary>A shared library of Linux: what it exports and needs, and how it is hardened.</summary>
/// <remarks>
/// 64 bits, little-endian. Source: System V Application Binary Interface, object files and dynamic linking; Linux Standard Base, symbol versioning.
/// </remarks>
internal sealed class ElfFile
{
    private const int ProgramHeaderOffset = 0x20, SectionHeaderOffset = 0x28, ProgramHeaderCount = 0x38, SectionHeaderCount = 0x3c;
    private const int ProgramHeaderSize = 56, SectionHeaderSize = 64, SymbolSize = 24;
    private const uint LoadSegment = 1, DynamicSegment = 2, StackSegment = 0x6474e551, RelocatedSegment = 0x6474e552;
    private const uint DynamicSymbolSection = 11, Executable = 1;
    private const ulong Needed = 1, StringTable = 5, Flags = 30, VersionNeeds = 0x6ffffffe, VersionNeedCount = 0x6fffffff, MoreFlags = 0x6ffffffb;
    private const ulong BindNow = 8, Now = 1;

    private readonly byte[] _file;
    private readonly List<Segment> _segments = [];
    private readonly List<(ulong Tag, ulong Value)> _dynamic = [];
    private readonly int _strings;

    private readonly record struct Segment(uint Type, uint Flags, ulong Offset, ulong Address, ulong Size);

    public ElfFile(byte[] file)
    {
        if (!file.AsSpan().StartsWith("\u007fELF\u0002\u0001"u8))
            throw new ArgumentException("This is no little-endian ELF file of 64 bits.", nameof(file));
        _file = file;
        int at = (int)Long(ProgramHeaderOffset);
        for (int i = Half(ProgramHeaderCount); i > 0; i--, at += ProgramHeaderSize)
            _segments.Add(new Segment(Word(at), Word(at + 4), Long(at + 8), Long(at + 16), Long(at + 32)));
        Segment dynamic = _segments.Single(segment => segment.Type == DynamicSegment);
        for (at = (int)dynamic.Offset; at < (int)(dynamic.Offset + dynamic.Size) && Long(at) != 0; at += 16)
            _dynamic.Add((Long(at), Long(at + 8)));
        _strings = ToOffset(Entry(StringTable)!.Value);
    }

    /// <summary>The libraries that it is loaded with.</summary>
    public IEnumerable<string> Libraries => _dynamic.Where(entry => entry.Tag == Needed).Select(entry => Text(_strings + (int)entry.Value));

    /// <summary>What it defines for others.</summary>
    public IEnumerable<string> Exports
    {
        get
        {
            (int offset, int size) = DynamicSymbols();
            for (int at = offset; at < offset + size; at += SymbolSize)
            {
                bool isDefined = Half(at + 6) != 0, isLocal = _file[at + 4] >> 4 == 0;
                if (isDefined && !isLocal)
                    yield return Text(_strings + (int)Word(at));
            }
        }
    }

    /// <summary>Whether all that the loader fills in is read-only once it has done so.</summary>
    public bool HasReadOnlyRelocations =>
        _segments.Any(segment => segment.Type == RelocatedSegment)
        && ((Entry(Flags) & BindNow) > 0 || (Entry(MoreFlags) & Now) > 0);

    /// <summary>Whether it asks for a stack that can be executed; so does one that says nothing of it.</summary>
    public bool HasExecutableStack => !_segments.Any(segment => segment.Type == StackSegment && (segment.Flags & Executable) == 0);

    /// <summary>The library that each version of a symbol is expected of, and the version's name, such as libc.so.6 and GLIBC_2.17.</summary>
    public IEnumerable<(string Library, string Version)> Versions
    {
        get
        {
            if (Entry(VersionNeeds) is not { } needs)
                yield break;
            int library = ToOffset(needs);
            for (ulong i = 0; i < Entry(VersionNeedCount); i++)
            {
                string name = Text(_strings + (int)Word(library + 4));
                int version = library + (int)Word(library + 8);
                for (int j = Half(library + 2); j > 0; j--)
                {
                    yield return (name, Text(_strings + (int)Word(version + 8)));
                    version += (int)Word(version + 12);
                }

                library += (int)Word(library + 12);
            }
        }
    }

    private ulong? Entry(ulong tag)
    {
        foreach ((ulong found, ulong value) in _dynamic)
        {
            if (found == tag)
                return value;
        }

        return null;
    }

    private (int Offset, int Size) DynamicSymbols()
    {
        int at = (int)Long(SectionHeaderOffset);
        for (int i = Half(SectionHeaderCount); i > 0; i--, at += SectionHeaderSize)
        {
            if (Word(at + 4) == DynamicSymbolSection)
                return ((int)Long(at + 24), (int)Long(at + 32));
        }

        throw new InvalidDataException("The library has no section of dynamic symbols.");
    }

    /// <summary>Where in the file a loaded byte lies.</summary>
    private int ToOffset(ulong address)
    {
        Segment loaded = _segments.Single(segment => segment.Type == LoadSegment && address >= segment.Address && address - segment.Address < segment.Size);
        return (int)(address - loaded.Address + loaded.Offset);
    }

    private ushort Half(int at) => BinaryPrimitives.ReadUInt16LittleEndian(_file.AsSpan(at));

    private uint Word(int at) => BinaryPrimitives.ReadUInt32LittleEndian(_file.AsSpan(at));

    private ulong Long(int at) => BinaryPrimitives.ReadUInt64LittleEndian(_file.AsSpan(at));

    private string Text(int at)
    {
        ReadOnlySpan<byte> text = _file.AsSpan(at);
        return Encoding.ASCII.GetString(text[..text.IndexOf((byte)0)]);
    }
}
