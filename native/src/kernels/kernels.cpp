#include "kernels/kernels.h"

namespace sige {

#define SIGE_ROW(kernel, isa_namespace, isa) {#kernel "__" #isa_namespace, isa, isa_namespace::kernel},

// clang-format off
#define SIGE_KERNEL(name, Type, kernel)                             \
    KernelTable<Type> name##_table() {                              \
        static const KernelRow<Type> rows[] = {                     \
            SIGE_IF_X86(SIGE_ROW(kernel, avx512, SIGE_ISA_AVX512))  \
            SIGE_IF_X86(SIGE_ROW(kernel, avx2, SIGE_ISA_AVX2))      \
            SIGE_IF_ARM(SIGE_ROW(kernel, neon, SIGE_ISA_NEON))      \
            SIGE_ROW(kernel, ref, SIGE_ISA_PORTABLE)                \
        };                                                          \
        return rows;                                                \
    }
// clang-format on
#include "kernels/kernels.inc"

}  // namespace sige
