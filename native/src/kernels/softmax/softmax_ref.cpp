// The references of softmax.h.
#include "kernels/softmax/softmax.h"

#include <algorithm>
#include <cmath>

namespace sige::ref {
namespace {

void softmax_row(float* scores, int32_t keys, SoftmaxState& state, float* sums, int32_t channels) {
    float largest = state.largest;
    for (int32_t i = 0; i < keys; ++i) largest = std::max(largest, scores[i]);
    const float factor = std::exp(state.largest - largest);
    float sum = 0;
    for (int32_t i = 0; i < keys; ++i) {
        scores[i] = std::exp(scores[i] - largest);
        sum += scores[i];
    }
    state = {largest, state.sum * factor + sum};
    for (int32_t c = 0; c < channels; ++c) sums[c] *= factor;
}

}  // namespace

void softmax_block_f32(const SoftmaxBlockArgs& a) {
    for (int64_t r = 0; r < a.rows; ++r)
        softmax_row(a.scores + r * a.score_stride, a.keys, a.state[r], a.sums + r * a.sum_stride, a.channels);
}

void quotient_row_f32(const QuotientRowArgs& a) {
    for (int32_t c = 0; c < a.channels; ++c) a.dst[c] = a.sums[c] / a.divisor;
}

void pack_keys_f32(const PackKeysArgs& a) {
    for (int64_t c = 0; c < a.channels; ++c)
        for (int64_t j = 0; j < kPanel; ++j)
            a.panel[c * kPanel + j] = j < a.count ? a.keys[j * a.stride + c] * a.scale : 0.0f;
}

void pack_values_f32(const PackValuesArgs& a) {
    for (int64_t k = 0; k < a.count; ++k)
        for (int64_t j = 0; j < kPanel; ++j)
            a.panel[k * kPanel + j] = j < a.lanes ? a.values[k * a.stride + j] : 0.0f;
}

}  // namespace sige::ref
