#include "kernels/depthwise/depthwise.h"

namespace sige {

KernelTable<DepthwiseFunction> depthwise_table() {
    static const KernelRow<DepthwiseFunction> rows[] = {SIGE_KERNEL_ROWS("depthwise_f32", depthwise_f32)};
    return rows;
}

KernelTable<DepthwiseStripFunction> depthwise_strip_table() {
    static const KernelRow<DepthwiseStripFunction> rows[] = {
        SIGE_KERNEL_ROWS("depthwise_strip_f32", depthwise_strip_f32)};
    return rows;
}

}  // namespace sige
