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

    /// <summary><see cref="Avx512"/> with its BF16.</summary>
    Avx512BFloat16 = SigeIsa.Avx512Bf16,

    /// <summary><see cref="Avx512BFloat16"/> with AMX's tiles of bfloat16, where the system grants them: Linux from 5.16.</summary>
    Amx = SigeIsa.Amx,

    /// <summary>64-bit ARM with BF16.</summary>
    NeonBFloat16 = SigeIsa.NeonBf16,
}
