using System.Buffers.Binary;
using System.Text;

namespace Sige.Tests.Weights;

/// <summary>Writes pickles opcode by opcode, well-formed or not.</summary>
internal sealed class PickleBuilder
{
    private readonly MemoryStream _bytes = new();

    public PickleBuilder() => Raw(0x80, 2);

    public static PickleBuilder Start() => new();

    public PickleBuilder Raw(params ReadOnlySpan<byte> bytes)
    {
        _bytes.Write(bytes);
        return this;
    }

    public PickleBuilder Op(char opcode) => Raw((byte)opcode);

    public PickleBuilder Repeat(int count, Action<PickleBuilder> part)
    {
        for (int i = 0; i < count; i++)
            part(this);
        return this;
    }

    public PickleBuilder Text(string text)
    {
        byte[] utf8 = Encoding.UTF8.GetBytes(text);
        return Op('X').UInt32((uint)utf8.Length).Raw(utf8);
    }

    public PickleBuilder Int(long value) =>
        value is >= int.MinValue and <= int.MaxValue ? Op('J').UInt32((uint)(int)value) : Raw(0x8A, 8).UInt64((ulong)value);

    public PickleBuilder UInt32(uint value)
    {
        Span<byte> bytes = stackalloc byte[4];
        BinaryPrimitives.WriteUInt32LittleEndian(bytes, value);
        return Raw(bytes);
    }

    public PickleBuilder UInt64(ulong value)
    {
        Span<byte> bytes = stackalloc byte[8];
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, value);
        return Raw(bytes);
    }

    public PickleBuilder Ints(params ReadOnlySpan<long> values)
    {
        Op('(');
        foreach (long value in values)
            Int(value);
        return Op('t');
    }

    public PickleBuilder Global(string module, string name) =>
        Op('c').Raw(Encoding.ASCII.GetBytes($"{module}\n{name}\n"));

    public PickleBuilder OrderedDict() => Global("collections", "OrderedDict").Op(')').Op('R');

    public byte[] Stop()
    {
        Op('.');
        return _bytes.ToArray();
    }
}
