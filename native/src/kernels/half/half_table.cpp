#include "kernels/half/half.h"

namespace sige {

KernelTable<NarrowRowFunction> narrow_row_table() {
    static const KernelRow<NarrowRowFunction> rows[] = {SIGE_KERNEL_ROWS("narrow_row_f16", narrow_row_f16)};
    return rows;
}

KernelTable<WidenRowFunction> widen_row_table() {
    static const KernelRow<WidenRowFunction> rows[] = {SIGE_KERNEL_ROWS("widen_row_f16", widen_row_f16)};
    return rows;
}

}  // namespace sige
