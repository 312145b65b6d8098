// Depthwise convolution of one pixel: each channel has its own filter.
#pragma once

#include <cstdint>

#include "kernels/table.h"

namespace sige {

// acc[c] = sum over taps of taps[t][c] * weights[t * weights_stride + c].
struct DepthwiseArgs {
    const float* const* taps;  // [tap_count] source pixels
    int32_t tap_count;
    int32_t channels;
    const float* weights;  // [tap_count, weights_stride]
    int64_t weights_stride;
    float* acc;  // [channels]
};
using DepthwiseFunction = void (*)(const DepthwiseArgs&);

SIGE_DECLARE_KERNELS(void depthwise_f32(const DepthwiseArgs& args);)

KernelTable<DepthwiseFunction> depthwise_table();

}  // namespace sige
