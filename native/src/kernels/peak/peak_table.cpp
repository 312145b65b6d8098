#include "kernels/peak/peak.h"

namespace sige {

KernelTable<PeakFunction> peak_table() {
    static const KernelRow<PeakFunction> rows[] = {SIGE_KERNEL_ROWS("peak_f32", peak_f32)};
    return rows;
}

}  // namespace sige
