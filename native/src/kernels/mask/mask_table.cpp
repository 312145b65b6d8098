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

}  // namespace sige
