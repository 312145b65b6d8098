using Sige.Interop;

namespace Sige.Devices;

/// <summary>
/// A statistics run: mean and variance of a tensor, and the scale and shift that normalise it. With <see cref="ImageScale"/> and
/// <see cref="ImageShift"/> (adaptive normalisation) those written are scale * (1 + imageScale) and
/// shift * (1 + imageScale) + imageShift.
/// </summary>
public readonly record struct StatisticsRun
{
    /// <summary>Over what the mean is taken.</summary>
    public required StatisticsKind Kind { get; init; }

    /// <summary>First source, float32 [N, H, W, C].</summary>
    public required DeviceTensor Source { get; init; }

    /// <summary>Second source, concatenated behind the first, or none.</summary>
    public DeviceTensor Source2 { get; init; }

    /// <summary>Groups of the concatenated channels, for <see cref="StatisticsKind.Group"/>.</summary>
    public int Groups { get; init; }

    /// <summary>Added to the variance.</summary>
    public required float Epsilon { get; init; }

    /// <summary>float32 [C], or null for 1.</summary>
    public DeviceBuffer? Weight { get; init; }

    /// <summary>float32 [C], or null for 0.</summary>
    public DeviceBuffer? Bias { get; init; }

    /// <summary>float64 [N, C, 2]: sum and sum of squares; kept for updates.</summary>
    public required DeviceBuffer Sums { get; init; }

    /// <summary>Receives float32 [N, C]: weight / sqrt(variance + epsilon).</summary>
    public required DeviceBuffer Scale { get; init; }

    /// <summary>Receives float32 [N, C]: bias - mean * scale.</summary>
    public required DeviceBuffer Shift { get; init; }

    /// <summary>float32 [N, 1, 1, C], or none for 0.</summary>
    public DeviceTensor ImageScale { get; init; }

    /// <summary>float32 [N, 1, 1, C], or none for 0.</summary>
    public DeviceTensor ImageShift { get; init; }

    /// <summary>Describes the run to the library; the scope holds what it refers to.</summary>
    internal SigeNormArgs ToNative(ref HandleScope scope)
    {
        var native = SigeNormArgs.Create();
        native.Kind = (SigeNormKind)Kind;
        native.Src = scope.Describe(Source);
        native.Src2 = scope.Describe(Source2);
        native.Groups = Groups;
        native.Eps = Epsilon;
        native.Weight = scope.Hold(Weight?.Handle);
        native.Bias = scope.Hold(Bias?.Handle);
        native.Sums = scope.Hold(Sums.Handle);
        native.Scale = scope.Hold(Scale.Handle);
        native.Shift = scope.Hold(Shift.Handle);
        native.ImageScale = scope.Describe(ImageScale);
        native.ImageShift = scope.Describe(ImageShift);
        return native;
    }
}
