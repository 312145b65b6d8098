namespace Sige.Devices;

/// <summary>What a convolution's weights take from memory.</summary>
/// <param name="DirectBytes">Packed weights in direct form.</param>
/// <param name="Winograd2Bytes">F(2x2, 3x3) weights in float32, held or not; 0 if the form does not apply.</param>
/// <param name="Winograd4Bytes">F(4x4, 3x3) weights in float32, held or not; 0 if the form does not apply.</param>
/// <param name="IsWinograd2Kept">Whether the F(2x2, 3x3) weights are kept.</param>
/// <param name="IsWinograd4Kept">Whether the F(4x4, 3x3) weights are kept.</param>
public readonly record struct ConvolutionMemory(
    long DirectBytes, long Winograd2Bytes, long Winograd4Bytes, bool IsWinograd2Kept, bool IsWinograd4Kept);
