// Depthwise convolution of one pixel: each channel has its own filter.
#pragma once

#include <cstdint>

#include "kernels/isa.h"

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
constexpr int kDepthwiseStrip = 4;  // pixels of a strip

// The same for pixels that lie side by side under a 3x3 filter of stride 1, which share their source pixels:
// acc[p * acc_stride + c] = sum over rows i and columns j of sources[i * (kDepthwiseStrip + 2) + p + j][c] *
// weights[(3 * i + j) * weights_stride + c].
struct DepthwiseStripArgs {
    const float* const* sources;  // [3, kDepthwiseStrip + 2]
    int32_t channels;
    const float* weights;  // [9, weights_stride]
    int64_t weights_stride;
    float* acc;  // [kDepthwiseStrip, acc_stride]
    int64_t acc_stride;
};
using DepthwiseFunction = void (*)(const DepthwiseArgs&);
using DepthwiseStripFunction = void (*)(const DepthwiseStripArgs&);

SIGE_DECLARE_KERNELS(void depthwise_f32(const DepthwiseArgs& args);
                     void depthwise_strip_f32(const DepthwiseStripArgs& args);)

}  // namespace sige
