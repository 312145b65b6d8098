#include "kernels/mask/mask.h"

namespace sige {

KernelTable<MaskDifferenceF32Function> mask_difference_f32_table() {
    static const KernelRow<MaskDifferenceF32Function> rows[] = {
        {"mask_difference_f32__ref", SIGE_ISA_PORTABLE, ref::mask_difference_f32}};
    return rows;
}

KernelTable<MaskDifferenceU8Function> mask_difference_u8_table() {
    static const KernelRow<MaskDifferenceU8Function> rows[] = {
        {"mask_difference_u8__ref", SIGE_ISA_PORTABLE, ref::mask_difference_u8}};
    return rows;
}

KernelTable<MaskDilateFunction> mask_dilate_table() {
    static const KernelRow<MaskDilateFunction> rows[] = {
        {"mask_dilate__ref", SIGE_ISA_PORTABLE, ref::mask_dilate}};
    return rows;
}

KernelTable<MaskDownsampleFunction> mask_downsample_table() {
    static const KernelRow<MaskDownsampleFunction> rows[] = {
        {"mask_downsample__ref", SIGE_ISA_PORTABLE, ref::mask_downsample}};
    return rows;
}

KernelTable<MaskThresholdFunction> mask_threshold_table() {
    static const KernelRow<MaskThresholdFunction> rows[] = {
        {"mask_threshold__ref", SIGE_ISA_PORTABLE, ref::mask_threshold}};
    return rows;
}

KernelTable<MaskReduceFunction> mask_reduce_to_blocks_table() {
    static const KernelRow<MaskReduceFunction> rows[] = {
        {"mask_reduce_to_blocks__ref", SIGE_ISA_PORTABLE, ref::mask_reduce_to_blocks}};
    return rows;
}

}  // namespace sige
