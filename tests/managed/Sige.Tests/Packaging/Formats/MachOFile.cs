using System.Buffers.Binary;
using System.Text;

namespace Sige.Tests.Packaging.Formats;

/// <summary>A dynamic library of macOS: what it exports and needs, and for which systems it is.</summary>
/// <remarks>64 bits, little-endian. Source: mach-o/loader.h of Darwin; the trie of exports, dyld's "Mach-O export trie".</remarks>
internal sealed class MachOFile
{
    private const uint Magic = 0xfeedfacf, LoadLibrary = 0xc, CodeSignature = 0x1d, OldestMacOs = 0x24, BuildVersion = 0x32;
    private const uint LinkInformation = 0x22, LinkInformationOnly = 0x80000022, ExportTrie = 0x80000033;
    private const int HeaderSize = 32;

    private readonly byte[] _file;
    private readonly List<(uint Kind, int At)> _commands = [];

    public MachOFile(byte[] file)
    {
        _file = file;
        if (Word(0) != Magic)
            throw new ArgumentException("This is no little-endian Mach-O file of 64 bits.", nameof(file));
        int at = HeaderSize;
        for (uint i = Word(16); i > 0; i--, at += (int)Word(at + 4))
            _commands.Add((Word(at), at));
    }

    /// <summary>The libraries that it is loaded with.</summary>
    public IEnumerable<string> Libraries => Commands(LoadLibrary).Select(at => Text(at + (int)Word(at + 8)));

    /// <summary>The oldest macOS that it says it runs on.</summary>
    public Version OldestSystem
    {
        get
        {
            uint version = Commands(BuildVersion).Select(at => Word(at + 12)).Concat(Commands(OldestMacOs).Select(at => Word(at + 8))).Single();
            return new Version((int)(version >> 16), (int)(version >> 8 & 0xff));
        }
    }

    /// <summary>Whether it is signed: a processor of Apple's loads nothing else.</summary>
    public bool IsSigned => Commands(CodeSignature).Any();

    /// <summary>What it defines for others, without C's underscore.</summary>
    public IEnumerable<string> Exports
    {
        get
        {
            (uint Kind, int At) = _commands.Single(command => command.Kind is LinkInformation or LinkInformationOnly or ExportTrie);
            int table = Kind == ExportTrie ? At + 8 : At + 40;
            int start = (int)Word(table), size = (int)Word(table + 4);
            var names = new List<string>();
            if (size > 0)
                ReadNode(start, start, "", names);
            return names.Select(name => name.StartsWith('_') ? name[1..] : name);
        }
    }

    private IEnumerable<int> Commands(uint kind) => _commands.Where(command => command.Kind == kind).Select(command => command.At);

    private void ReadNode(int trie, int at, string prefix, List<string> names)
    {
        ulong terminal = Number(ref at);
        if (terminal > 0)
            names.Add(prefix);
        at += (int)terminal;
        for (int children = _file[at++]; children > 0; children--)
        {
            string edge = Text(at);
            at += edge.Length + 1;
            ReadNode(trie, trie + (int)Number(ref at), prefix + edge, names);
        }
    }

    private ulong Number(ref int at)
    {
        ulong value = 0;
        for (int shift = 0; ; shift += 7)
        {
            byte part = _file[at++];
            value |= (ulong)(part & 0x7f) << shift;
            if (part < 0x80)
                return value;
        }
    }

    private uint Word(int at) => BinaryPrimitives.ReadUInt32LittleEndian(_file.AsSpan(at));

    private string Text(int at)
    {
        ReadOnlySpan<byte> text = _file.AsSpan(at);
        return Encoding.ASCII.GetString(text[..text.IndexOf((byte)0)]);
    }
}
