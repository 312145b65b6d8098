using Sige.Interop;

namespace Sige.Devices;

/// <summary>Numbers in which convolutions and attentions multiply; sums and statistics are float32, and so are activations in memory but with <see cref="Float16"/>.</summary>
public enum ComputePrecision
{
    /// <summary>float32.</summary>
    Float32 = SigePrecision.F32,

    /// <summary>
    /// Factors are rounded to bfloat16 where the processor's units for it are faster. A picture then differs from float32's: the figures
    /// of all networks are in the README.
    /// </summary>
    BFloat16 = SigePrecision.Bf16,

    /// <summary>
    /// Factors are rounded to float16 where the units of a GPU for it are faster, and sessions keep activations that depend on the picture in it, which
    /// halves their memory, where the device takes them so. A value past its largest, 65504, becomes infinite; an output that is not finite for it is
    /// refused when it is read. What sessions on a GPU multiply in if nothing else is said; processors have no kernels for it.
    /// </summary>
    Float16 = SigePrecision.F16,

    /// <summary>
    /// Factors of convolutions are rounded to TF32 where the matrix units of a CUDA device are faster for it: to float16's ten bits of fraction, but in float32's
    /// range, for networks whose values pass 65504. Attention stays float32, and so do activations. Other devices have no kernels for it.
    /// </summary>
    Tf32 = SigePrecision.Tf32,
}
