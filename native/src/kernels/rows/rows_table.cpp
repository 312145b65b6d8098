#include "kernels/rows/rows.h"

namespace sige {

KernelTable<AffineRowFunction> affine_row_table() {
    static const KernelRow<AffineRowFunction> rows[] = {SIGE_KERNEL_ROWS("affine_row_f32", affine_row_f32)};
    return rows;
}

KernelTable<CopyRowFunction> copy_row_table() {
    static const KernelRow<CopyRowFunction> rows[] = {SIGE_KERNEL_ROWS("copy_row_f32", copy_row_f32)};
    return rows;
}

KernelTable<AddRowFunction> add_row_table() {
    static const KernelRow<AddRowFunction> rows[] = {SIGE_KERNEL_ROWS("add_row_f32", add_row_f32)};
    return rows;
}

KernelTable<ModulateRowFunction> modulate_row_table() {
    static const KernelRow<ModulateRowFunction> rows[] = {
        SIGE_KERNEL_ROWS("modulate_row_f32", modulate_row_f32)};
    return rows;
}

KernelTable<PoolRowFunction> pool_row_table() {
    static const KernelRow<PoolRowFunction> rows[] = {SIGE_KERNEL_ROWS("pool_row_f32", pool_row_f32)};
    return rows;
}

}  // namespace sige
