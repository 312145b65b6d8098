#include "kernels/norm/norm.h"

namespace sige {

KernelTable<NormSumsFunction> norm_table() {
    static const KernelRow<NormSumsFunction> rows[] = {SIGE_KERNEL_ROWS("norm_sums_f32", norm_sums_f32)};
    return rows;
}

}  // namespace sige
