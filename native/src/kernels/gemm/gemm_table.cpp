#include "kernels/gemm/gemm.h"

namespace sige {

KernelTable<GemmFunction> gemm_table() {
    static const KernelRow<GemmFunction> rows[] = {SIGE_KERNEL_ROWS("gemm_f32_6x16", gemm_f32_6x16)};
    return rows;
}

}  // namespace sige
