#include "kernels/softmax/softmax.h"

namespace sige {

KernelTable<SoftmaxBlockFunction> softmax_block_table() {
    static const KernelRow<SoftmaxBlockFunction> rows[] = {
        SIGE_KERNEL_ROWS("softmax_block_f32", softmax_block_f32)};
    return rows;
}

KernelTable<QuotientRowFunction> quotient_row_table() {
    static const KernelRow<QuotientRowFunction> rows[] = {
        SIGE_KERNEL_ROWS("quotient_row_f32", quotient_row_f32)};
    return rows;
}

KernelTable<PackKeysFunction> pack_keys_table() {
    static const KernelRow<PackKeysFunction> rows[] = {SIGE_KERNEL_ROWS("pack_keys_f32", pack_keys_f32)};
    return rows;
}

KernelTable<PackValuesFunction> pack_values_table() {
    static const KernelRow<PackValuesFunction> rows[] = {
        SIGE_KERNEL_ROWS("pack_values_f32", pack_values_f32)};
    return rows;
}

}  // namespace sige
