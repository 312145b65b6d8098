using System.Buffers.Binary;
using System.Reflection.PortableExecutable;
using System.Text;

namespace Sige.Tests.Packaging.Formats;

/// <summary>A dynamic library of Windows: what it exports and needs, and how it is hardened.</summary>
/// <remarks>Source: Microsoft, PE Format: the export directory table and the import directory table.</remarks>
internal sealed class WindowsFile
{
    private const int ImportSize = 20;

    private readonly PEReader _reader;

    public WindowsFile(byte[] file) => _reader = new PEReader([.. file]);

    private PEHeader Header => _reader.PEHeaders.PEHeader!;

    /// <summary>The libraries that it is loaded with.</summary>
    public IEnumerable<string> Libraries
    {
        get
        {
            for (int at = Header.ImportTableDirectory.RelativeVirtualAddress; Word(at + 12) != 0; at += ImportSize)
                yield return Text(Word(at + 12));
        }
    }

    /// <summary>What it defines for others.</summary>
    public IEnumerable<string> Exports
    {
        get
        {
            int table = Header.ExportTableDirectory.RelativeVirtualAddress, names = Word(table + 32);
            return Enumerable.Range(0, Word(table + 24)).Select(i => Text(Word(names + 4 * i)));
        }
    }

    /// <summary>The oldest Windows that it says it runs on.</summary>
    public Version OldestSystem => new(Header.MajorSubsystemVersion, Header.MinorSubsystemVersion);

    /// <summary>Whether it may lie at any address, of the whole 64 bits.</summary>
    public bool HasRandomAddress =>
        Header.DllCharacteristics.HasFlag(DllCharacteristics.DynamicBase | DllCharacteristics.HighEntropyVirtualAddressSpace);

    /// <summary>Whether data is never executed.</summary>
    public bool HasNoExecutableData => Header.DllCharacteristics.HasFlag(DllCharacteristics.NxCompatible);

    private int Word(int address) => BinaryPrimitives.ReadInt32LittleEndian(_reader.GetSectionData(address).GetContent(0, 4).AsSpan());

    private string Text(int address)
    {
        ReadOnlySpan<byte> text = _reader.GetSectionData(address).GetContent().AsSpan();
        return Encoding.ASCII.GetString(text[..text.IndexOf((byte)0)]);
    }
}
