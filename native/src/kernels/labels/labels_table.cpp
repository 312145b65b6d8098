#include "kernels/labels/labels.h"

namespace sige {

KernelTable<LabelsFunction> labels_table() {
    static const KernelRow<LabelsFunction> rows[] = {SIGE_KERNEL_ROWS("labels_f32", labels_f32)};
    return rows;
}

}  // namespace sige
