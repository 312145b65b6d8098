using Sige.Interop;

namespace Sige.Devices;

/// <summary>Instruction set of the kernels on the processor.</summary>
public enum InstructionSet
{
    /// <summary>The best that the processor has.</summary>
    Auto = SigeIsa.Auto,

    /// <summary>The plain reference kernels.</summary>
    Portable = SigeIsa.Portable,

    /// <summary>x86-64 with AVX2, FMA and F16C.</summary>
    Avx2 = SigeIsa.Avx2,

    /// <summary>64-bit ARM.</summary>
    Neon = SigeIsa.Neon,

    /// <summary>x86-64 with AVX-512 F, VL, DQ and BW, beside what AVX2 names.</summary>
    Avx512 = SigeIsa.Avx512,
}
