namespace Sige.Weights;

/// <summary>A tensor that is listed under its name, type and shape, but whose elements are not read.</summary>
internal sealed class ListedEntry(WeightInfo info, string filePath) : WeightEntry(info)
{
    /// <inheritdoc/>
    public override void CopyTo(Span<byte> destination) => throw Refuse(Info, filePath);

    /// <summary>Says why a tensor that was asked for cannot be had.</summary>
    public static WeightFormatException Refuse(WeightInfo info, string filePath) => new(
        filePath,
        $"tensor {WeightFormatException.Quote(info.Name)} of shape {info.Shape} holds elements of type {WeightFormatException.Quote(info.TypeName)}; "
        + "floating-point numbers of 8 to 64 bits, integers and truth values can be read: store it as float32 or float16.");
}
