// The steps of an attention around its two products: packing keys and values into panels, and a softmax that
// streams over the keys, rescaling what it has summed whenever a larger score comes. Source: Milakov and
// Gimelshein, "Online normalizer calculation for softmax", arXiv:1805.02867, algorithm 3.
#pragma once

#include <cstdint>

#include "kernels/gemm/gemm.h"
#include "kernels/isa.h"

namespace sige {

// What a query has seen so far.
struct SoftmaxState {
    float largest;  // score; starts as -infinity
    float sum;      // of exp(score - largest); starts as 0
};

// Takes in a block of scores: replaces each by exp(score - largest), where largest includes this block,
// brings the state up to date, and scales what was summed under the old largest score. A NaN score makes its
// row NaN.
struct SoftmaxBlockArgs {
    float*
        scores;  // [rows, score_stride]; columns from `keys` to the next multiple of kPanel are overwritten
    int64_t score_stride;
    int32_t rows;
    int32_t keys;         // scores of a row, at least 1
    SoftmaxState* state;  // [rows]
    float* sums;          // [rows, sum_stride], scaled
    int64_t sum_stride;
    int32_t channels;  // of sums, a multiple of kPanel
};
// dst[c] = sums[c] / divisor.
struct QuotientRowArgs {
    const float* sums;
    float divisor;
    float* dst;
    int32_t channels;
};
// panel[c * kPanel + j] = keys[j * stride + c] * scale; columns from `count` on become 0.
struct PackKeysArgs {
    const float* keys;
    int64_t stride;
    int32_t count;  // keys, 1 to kPanel
    int32_t channels;
    float scale;
    float* panel;  // [channels, kPanel]
};
// panel[k * kPanel + j] = values[k * stride + j]; columns from `lanes` on become 0.
struct PackValuesArgs {
    const float* values;
    int64_t stride;
    int32_t count;
    int32_t lanes;  // channels, 1 to kPanel
    float* panel;   // [count, kPanel]
};
using SoftmaxBlockFunction = void (*)(const SoftmaxBlockArgs&);
using QuotientRowFunction = void (*)(const QuotientRowArgs&);
using PackKeysFunction = void (*)(const PackKeysArgs&);
using PackValuesFunction = void (*)(const PackValuesArgs&);

SIGE_DECLARE_KERNELS(void softmax_block_f32(const SoftmaxBlockArgs& args);
                     void quotient_row_f32(const QuotientRowArgs& args);
                     void pack_keys_f32(const PackKeysArgs& args);
                     void pack_values_f32(const PackValuesArgs& args);)

}  // namespace sige
