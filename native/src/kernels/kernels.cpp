#include "kernels/kernels.h"

namespace sige {

#define SIGE_ROW(kernel, isa_namespace, isa) {#kernel "__" #isa_namespace, isa, isa_namespace::kernel},

#define SIGE_TABLE(name, Type, ...)                          \
    KernelTable<Type> name##_table() {                       \
        static const KernelRow<Type> rows[] = {__VA_ARGS__}; \
        return rows;                                         \
    }
// clang-format off
#define SIGE_KERNEL(name, Type, kernel)                      \
    SIGE_TABLE(name, Type,                                   \
        SIGE_IF_X86(SIGE_ROW(kernel, avx512, SIGE_ISA_AVX512)) \
        SIGE_IF_X86(SIGE_ROW(kernel, avx2, SIGE_ISA_AVX2))     \
        SIGE_IF_ARM(SIGE_ROW(kernel, neon, SIGE_ISA_NEON))     \
        SIGE_ROW(kernel, ref, SIGE_ISA_PORTABLE))
#define SIGE_BF16_KERNEL(name, Type, kernel)                                 \
    SIGE_TABLE(name, Type,                                                   \
        SIGE_IF_AMX(SIGE_ROW(kernel, amx, SIGE_ISA_AMX))                     \
        SIGE_IF_X86(SIGE_ROW(kernel, avx512_bf16, SIGE_ISA_AVX512_BF16))     \
        SIGE_IF_ARM(SIGE_ROW(kernel, neon_bf16, SIGE_ISA_NEON_BF16))         \
        SIGE_ROW(kernel, ref, SIGE_ISA_PORTABLE))
// clang-format on
#include "kernels/kernels.inc"

}  // namespace sige
