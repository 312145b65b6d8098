// Work on one pixel's channels: the inner loops of the operators that move or map pixels.
//
//   gather                        copy_row, or affine_row with a prologue
//   scatter                       copy_row
//   scatter_with_residual         add_row
//   scatter_with_block_residual   add_row
//   scatter_gather                copy_row, or affine_row with a prologue
//   activate, add, spade_modulate affine_row, add_row, modulate_row
//   average_pool                  pool_row
//   layer_norm, gate              layer_norm_row, gate_row
#pragma once

#include <cstdint>

#include "kernels/isa.h"

namespace sige {

// dst[c] = activation(src[c] * scale[c] + shift[c]); scale and shift may be null for 1 and 0.
struct AffineRowArgs {
    const float* src;
    float* dst;  // may be src
    int32_t channels;
    const float* scale;
    const float* shift;
    sige_activation activation;
    float slope;
};
// dst[c] = src[c], bit for bit.
struct CopyRowArgs {
    const float* src;
    float* dst;  // not src
    int32_t channels;
};
// dst[c] = a[c] + b[c].
struct AddRowArgs {
    const float* a;
    const float* b;
    float* dst;  // may be a or b
    int32_t channels;
};
// dst[c] = activation((src[c] * scale[c] + shift[c]) * (1 + gamma[c]) + beta[c]).
struct ModulateRowArgs {
    const float* src;
    const float* gamma;  // null for 0
    const float* beta;
    float* dst;  // may be src
    int32_t channels;
    const float* scale;
    const float* shift;
    sige_activation activation;
    float slope;
};
// dst[c] = the mean of activation(src[i][c] * scale[c] + shift[c]) over the four sources.
struct PoolRowArgs {
    const float* src[4];
    float* dst;  // no source
    int32_t channels;
    const float* scale;
    const float* shift;
    sige_activation activation;
    float slope;
};
// dst[c] = (src[c] - mean) / sqrt(variance + eps) * weight[c] + bias[c], where the mean is taken first and
// the variance of what is left; both sums are float32.
struct LayerNormRowArgs {
    const float* src;
    float* dst;  // may be src
    int32_t channels;
    float eps;
    const float* weight;  // null for 1
    const float* bias;    // null for 0
};
// dst[c] = src[c] * activation(gate[c]).
struct GateRowArgs {
    const float* src;
    const float* gate;
    float* dst;  // may be src or gate
    int32_t channels;
    sige_activation activation;
    float slope;
};
using AffineRowFunction = void (*)(const AffineRowArgs&);
using CopyRowFunction = void (*)(const CopyRowArgs&);
using AddRowFunction = void (*)(const AddRowArgs&);
using ModulateRowFunction = void (*)(const ModulateRowArgs&);
using PoolRowFunction = void (*)(const PoolRowArgs&);
using LayerNormRowFunction = void (*)(const LayerNormRowArgs&);
using GateRowFunction = void (*)(const GateRowArgs&);

SIGE_DECLARE_KERNELS(void affine_row_f32(const AffineRowArgs& args);
                     void copy_row_f32(const CopyRowArgs& args); void add_row_f32(const AddRowArgs& args);
                     void modulate_row_f32(const ModulateRowArgs& args);
                     void pool_row_f32(const PoolRowArgs& args);
                     void layer_norm_row_f32(const LayerNormRowArgs& args);
                     void gate_row_f32(const GateRowArgs& args);)

}  // namespace sige
