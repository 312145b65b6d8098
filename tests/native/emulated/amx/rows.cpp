// The AMX rows as the double in immintrin.h computes them.
#include "emulated/emulated.h"
#include "kernels/kernels.h"

namespace sige {
namespace {

// amx is a macro here, which gives the namespace of the emulation.
#define SIGE_KERNEL(name, Type, kernel)
#define SIGE_BF16_KERNEL(name, Type, kernel)       \
    const test::EmulatedRegistration kernel##_row( \
        test::EmulatedRow{#kernel "__amx", SIGE_ISA_AVX2, [] { return std::any(Type(amx::kernel)); }});
#include "kernels/kernels.inc"
#undef SIGE_KERNEL

}  // namespace
}  // namespace sige
