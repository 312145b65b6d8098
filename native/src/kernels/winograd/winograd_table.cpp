#include "kernels/winograd/winograd.h"

namespace sige {

KernelTable<WinogradInputFunction> winograd_input_table(int tile) {
    static const KernelRow<WinogradInputFunction> rows_2[] = {
        SIGE_KERNEL_ROWS("winograd_input_f32_2x2", winograd_input_2)};
    static const KernelRow<WinogradInputFunction> rows_4[] = {
        SIGE_KERNEL_ROWS("winograd_input_f32_4x4", winograd_input_4)};
    return tile == 2 ? KernelTable<WinogradInputFunction>(rows_2)
                     : KernelTable<WinogradInputFunction>(rows_4);
}

KernelTable<WinogradOutputFunction> winograd_output_table(int tile) {
    static const KernelRow<WinogradOutputFunction> rows_2[] = {
        SIGE_KERNEL_ROWS("winograd_output_f32_2x2", winograd_output_2)};
    static const KernelRow<WinogradOutputFunction> rows_4[] = {
        SIGE_KERNEL_ROWS("winograd_output_f32_4x4", winograd_output_4)};
    return tile == 2 ? KernelTable<WinogradOutputFunction>(rows_2)
                     : KernelTable<WinogradOutputFunction>(rows_4);
}

KernelTable<WinogradWeightsFunction> winograd_weights_table(int tile) {
    static const KernelRow<WinogradWeightsFunction> rows_2[] = {
        SIGE_KERNEL_ROWS("winograd_weights_f32_2x2", winograd_weights_2)};
    static const KernelRow<WinogradWeightsFunction> rows_4[] = {
        SIGE_KERNEL_ROWS("winograd_weights_f32_4x4", winograd_weights_4)};
    return tile == 2 ? KernelTable<WinogradWeightsFunction>(rows_2)
                     : KernelTable<WinogradWeightsFunction>(rows_4);
}

}  // namespace sige
