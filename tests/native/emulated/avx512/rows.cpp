// The AVX-512 rows as SIMDe computes them.
#include "emulated/emulated.h"
#include "kernels/kernels.h"

namespace sige {
namespace {

// avx512 is a macro here, which gives the namespace of the emulation.
#define SIGE_KERNEL(name, Type, kernel)                              \
    const test::EmulatedRegistration kernel##_row(test::EmulatedRow{ \
        #kernel "__avx512", SIGE_ISA_AVX2, [] { return std::any(Type(avx512::kernel)); }});
// Those have no AVX-512 row.
#define SIGE_BF16_KERNEL(name, Type, kernel)
#include "kernels/kernels.inc"
#undef SIGE_KERNEL

}  // namespace
}  // namespace sige
