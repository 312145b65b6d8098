// Operations on masks, uint8 [h, w] of 0 and 1. Plain loops that compilers vectorise: a mask is small beside
// any tensor.
#pragma once

#include <cstdint>
#include <vector>

#include "core/calls.h"

namespace sige {

// mask |= a pixel's channels differ by more than eps; strides in elements.
void mask_difference_f32(const float* a, int64_t a_stride, const float* b, int64_t b_stride, int64_t pixels,
                         int32_t channels, float eps, uint8_t* mask);
void mask_difference_u8(const uint8_t* a, int64_t a_stride, const uint8_t* b, int64_t b_stride,
                        int64_t pixels, int32_t channels, float eps, uint8_t* mask);
void mask_dilate(const uint8_t* src, Size size, int32_t radius, uint8_t* dst);
void mask_downsample(const float* src, Size src_size, float* dst, Size dst_size);
void mask_threshold(const float* src, Size size, float threshold, uint8_t* dst);
// Top-left corners [count, 2] of the blocks that the mask touches within their halo; returns count.
int32_t mask_reduce_to_blocks(const uint8_t* mask, Size size, int32_t block, int32_t halo, int32_t* blocks);

}  // namespace sige
