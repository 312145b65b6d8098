using Sige.Tensors;

namespace Sige.Weights;

/// <summary>What a session keeps the packed weights of convolutions as.</summary>
/// <remarks>
/// 16-bit weights are widened on the way to the multiplications, which stay float32: they halve the memory, and the time of layers with few
/// pixels and many channels, which wait for weights. Rounding float32 weights moves a convolution's result by 2.1e-4 (float16) or
/// 1.7e-3 (bfloat16) of its root mean square, and the pictures of networks with random weights by 5e-4 to 2.2e-3 or 4e-3 to 1.7e-2; an
/// edit of the shipped street is 60 dB from itself with bfloat16 weights. Weights that a file has in 16 bits already lose nothing.
/// </remarks>
public enum WeightPrecision
{
    /// <summary>As the file has them, in float16 or bfloat16; all others as float32.</summary>
    AsFile,

    /// <summary>As float32.</summary>
    Float32,

    /// <summary>As float16, rounded to nearest even; a weight past 65504 is refused.</summary>
    Float16,

    /// <summary>As bfloat16, rounded to nearest even.</summary>
    BFloat16,
}

/// <summary>What follows from a <see cref="WeightPrecision"/>.</summary>
internal static class WeightPrecisions
{
    /// <summary>What the filters of a convolution are kept as. Filters that a file has in several types are one convolution's only as float32.</summary>
    public static ElementType Of(this WeightPrecision precision, IEnumerable<Parameter> filters) => precision switch
    {
        WeightPrecision.Float16 => ElementType.Float16,
        WeightPrecision.BFloat16 => ElementType.BFloat16,
        WeightPrecision.Float32 => ElementType.Float32,
        _ => CommonType(filters),
    };

    /// <summary>The type that all filters have; float32 if they differ, which holds each of them.</summary>
    public static ElementType CommonType(IEnumerable<Parameter> filters)
    {
        ElementType[] types = [.. filters.Select(filter => filter.ElementType).Distinct()];
        return types is [var type] ? type : ElementType.Float32;
    }
}
