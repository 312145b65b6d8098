// Operations on masks, uint8 [h, w] of 0 and 1. Each has one row, a plain loop that compilers vectorise: a
// mask is small beside any tensor.
#pragma once

#include <cstdint>

#include "core/calls.h"
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
using MaskDilateFunction = void (*)(const uint8_t* src, Size size, int32_t radius, uint8_t* dst);
using MaskDownsampleFunction = void (*)(const float* src, Size src_size, float* dst, Size dst_size);
using MaskThresholdFunction = void (*)(const float* src, Size size, float threshold, uint8_t* dst);
// Writes the top-left corners [count, 2] of the blocks that the mask touches within their halo; returns
// count.
using MaskReduceFunction = int32_t (*)(const uint8_t* mask, Size size, int32_t block, int32_t halo,
                                       int32_t* blocks);

KernelTable<MaskDifferenceF32Function> mask_difference_f32_table();
KernelTable<MaskDifferenceU8Function> mask_difference_u8_table();
KernelTable<MaskDilateFunction> mask_dilate_table();
KernelTable<MaskDownsampleFunction> mask_downsample_table();
KernelTable<MaskThresholdFunction> mask_threshold_table();
KernelTable<MaskReduceFunction> mask_reduce_to_blocks_table();

namespace ref {

void mask_difference_f32(const MaskDifferenceArgs<float>& args);
void mask_difference_u8(const MaskDifferenceArgs<uint8_t>& args);
void mask_dilate(const uint8_t* src, Size size, int32_t radius, uint8_t* dst);
void mask_downsample(const float* src, Size src_size, float* dst, Size dst_size);
void mask_threshold(const float* src, Size size, float threshold, uint8_t* dst);
int32_t mask_reduce_to_blocks(const uint8_t* mask, Size size, int32_t block, int32_t halo, int32_t* blocks);

}  // namespace ref
}  // namespace sige
