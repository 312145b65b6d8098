using System.Runtime.InteropServices;
using Sige.Tensors;

namespace Sige.Sessions;

/// <summary>What a run is given for one input of its graph.</summary>
public readonly record struct SessionInput
{
    /// <summary>A label map or another tensor of bytes.</summary>
    /// <param name="name">The input's name.</param>
    /// <param name="values">All elements, [N, H, W, C].</param>
    public SessionInput(string name, ReadOnlyMemory<byte> values)
    {
        Name = name;
        Bytes = values;
        ElementType = ElementType.UInt8;
    }

    /// <summary>A tensor of float32.</summary>
    /// <param name="name">The input's name.</param>
    /// <param name="values">All elements, [N, H, W, C].</param>
    public SessionInput(string name, ReadOnlyMemory<float> values)
    {
        Name = name;
        Floats = values;
        ElementType = ElementType.Float32;
    }

    /// <summary>The input's name.</summary>
    public string Name { get; }

    /// <summary>The type of the elements.</summary>
    public ElementType ElementType { get; }

    /// <summary>The elements, if they are bytes.</summary>
    public ReadOnlyMemory<byte> Bytes { get; }

    /// <summary>The elements, if they are float32.</summary>
    public ReadOnlyMemory<float> Floats { get; }

    /// <summary>How many elements there are.</summary>
    public int Length => Bytes.Length + Floats.Length;

    /// <summary>The same with elements of its own.</summary>
    internal SessionInput Copy() => ElementType == ElementType.UInt8 ? new(Name, Bytes.ToArray()) : new(Name, Floats.ToArray());

    /// <summary>Whether all elements are the same, bit for bit.</summary>
    internal bool HasSameElements(in SessionInput other) => Bytes.Span.SequenceEqual(other.Bytes.Span)
        && MemoryMarshal.AsBytes(Floats.Span).SequenceEqual(MemoryMarshal.AsBytes(other.Floats.Span));
}
