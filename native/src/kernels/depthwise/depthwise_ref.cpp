// The reference of depthwise.h.
#include "kernels/depthwise/depthwise.h"

namespace sige::ref {

void depthwise_f32(const DepthwiseArgs& a) {
    for (int c = 0; c < a.channels; ++c) {
        float sum = 0;
        for (int t = 0; t < a.tap_count; ++t) sum += a.taps[t][c] * a.weights[t * a.weights_stride + c];
        a.acc[c] = sum;
    }
}

void depthwise_strip_f32(const DepthwiseStripArgs& a) {
    for (int p = 0; p < kDepthwiseStrip; ++p)
        for (int c = 0; c < a.channels; ++c) {
            float sum = 0;
            for (int t = 0; t < 9; ++t)
                sum += a.sources[t / 3 * (kDepthwiseStrip + 2) + p + t % 3][c] *
                       a.weights[t * a.weights_stride + c];
            a.acc[p * a.acc_stride + c] = sum;
        }
}

}  // namespace sige::ref
