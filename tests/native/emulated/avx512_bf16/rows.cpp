// The rows of AVX-512 with BF16 as the double in immintrin.h computes them.
#include "emulated/emulated.h"
#include "kernels/kernels.h"

namespace sige {
namespace {

// avx512_bf16 is a macro here, which gives the namespace of the emulation.
#define SIGE_KERNEL(name, Type, kernel)
#define SIGE_BF16_KERNEL(name, Type, kernel)                         \
    const test::EmulatedRegistration kernel##_row(test::EmulatedRow{ \
        #kernel "__avx512_bf16", SIGE_ISA_AVX2, [] { return std::any(Type(avx512_bf16::kernel)); }});
#include "kernels/kernels.inc"
#undef SIGE_KERNEL

}  // namespace
}  // namespace sige
