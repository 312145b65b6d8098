namespace Sige.Onnx;

/// <summary>The file beside an exported one that holds its larger constants, one behind the other, each where a runtime can map it into memory.</summary>
/// <remarks>Source: the ONNX specification, <i>External Data</i>.</remarks>
/// <param name="name">The file's name, without a folder.</param>
internal sealed class OnnxDataFile(string name)
{
    /// <summary>What files are mapped by on Windows; pages elsewhere are smaller and divide it.</summary>
    private const int Alignment = 1 << 16;

    private readonly List<(OnnxConstant Constant, long Offset)> _constants = [];
    private long _end;

    /// <summary>Takes a constant's elements from the exported file, unless they are so few that their place here would be mostly empty.</summary>
    /// <exception cref="NotSupportedException">The constant alone exceeds 2 GiB, more than can be read at once.</exception>
    public void Offer(OnnxConstant constant)
    {
        if (constant.ByteSize < Alignment)
            return;
        if (constant.ByteSize > int.MaxValue)
            throw new NotSupportedException($"Constant '{constant.Name}' cannot be exported to ONNX: it has {constant.ByteSize} bytes, but one ends at {int.MaxValue}.");
        long offset = (_end + Alignment - 1) / Alignment * Alignment;
        constant.MoveTo(name, offset);
        _constants.Add((constant, offset));
        _end = offset + constant.ByteSize;
    }

    /// <summary>Writes all constants, one in memory at a time; between them are zeros.</summary>
    /// <param name="stream">Where to write, from its begin; it must seek.</param>
    /// <param name="cancellationToken">Ends the writing between two constants.</param>
    public void WriteTo(Stream stream, CancellationToken cancellationToken)
    {
        foreach ((OnnxConstant constant, long offset) in _constants)
        {
            cancellationToken.ThrowIfCancellationRequested();
            stream.Position = offset;
            constant.WriteTo(stream);
        }
    }
}
