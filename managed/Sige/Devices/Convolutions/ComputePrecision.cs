using Sige.Interop;

namespace Sige.Devices;

/// <summary>Numbers in which convolutions and attentions multiply; sums, statistics and what is kept in memory are float32.</summary>
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
    /// Factors are rounded to float16 where the units of a GPU for it are faster; a factor past its largest, 65504, becomes infinite. What sessions
    /// on a GPU multiply in if nothing else is said; processors have no kernels for it.
    /// </summary>
    Float16 = SigePrecision.F16,
}
