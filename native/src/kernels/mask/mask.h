// Where two tensors differ, as a mask, uint8 [h, w] of 0 and 1. One row, a plain loop that compilers
// vectorise: the tensors are inputs, small beside any other.
#pragma once

#include <cstdint>

#include "kernels/table.h"

namespace sige {

// mask |= whether a pixel's channels differ by more than eps; strides in elements.
template <class T>
struct MaskDifferenceArgs {
    const T* a;
    int64_t a_stride;
    const T* b;
    int64_t b_stride;
    int64_t pixels;
    int32_t channels;
    float eps;
    uint8_t* mask;
};
using MaskDifferenceF32Function = void (*)(const MaskDifferenceArgs<float>&);
using MaskDifferenceU8Function = void (*)(const MaskDifferenceArgs<uint8_t>&);

KernelTable<MaskDifferenceF32Function> mask_difference_f32_table();
KernelTable<MaskDifferenceU8Function> mask_difference_u8_table();

namespace ref {

void mask_difference_f32(const MaskDifferenceArgs<float>& args);
void mask_difference_u8(const MaskDifferenceArgs<uint8_t>& args);

}  // namespace ref
}  // namespace sige
