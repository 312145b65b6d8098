// Operations on masks in host memory, uint8 [h, w]: where two tensors differ, and how the mask of an edit
// comes down to a resolution. Plain loops, which compilers vectorise: a mask is small beside any tensor.
#pragma once

#include <cstdint>

#include "core/tensor.h"

namespace sige {

// Pixels of two tensors, in elements of a type.
template <class T>
struct MaskDifference {
    const T* a;
    int64_t a_stride;
    const T* b;
    int64_t b_stride;
    int64_t pixels;
    int32_t channels;
    float eps;
    uint8_t* mask;
};
// mask |= whether a pixel's channels differ by more than eps.
void mark_differences(const MaskDifference<float>& pixels);
void mark_differences(const MaskDifference<uint8_t>& pixels);
// dst = src with every pixel that lies within `radius` steps up, down, left or right of a marked one.
void dilate_mask(const uint8_t* src, Size size, int32_t radius, uint8_t* dst);
// Bilinear, corners not aligned. Halving a side averages two pixels.
void downsample_mask(const float* src, Size src_size, float* dst, Size dst_size);
// Marks what is above min(threshold, maximum - 0.001).
void threshold_mask(const float* src, Size size, float threshold, uint8_t* dst);
// Writes the top-left corners [count, 2] of the blocks that the mask touches within their halo; returns
// count.
int32_t reduce_mask_to_blocks(const uint8_t* mask, Size size, int32_t block, int32_t halo, int32_t* blocks);

}  // namespace sige
