// The end of a convolution: bias, residual or SPADE modulation, activation, and the scatter to the pixels of
// dst.
#pragma once

#include <cstdint>

#include "kernels/gemm/gemm.h"
#include "kernels/isa.h"

namespace sige {

// Where one output pixel goes and what it takes; pointers are to the pixel's first channel. dst null: left
// out.
struct EpilogueRow {
    float* dst;
    const float* residual;   // null for none
    const float* modulated;  // with modulation
};

// y = activation(acc + bias + residual), or y = activation((modulated * scale + shift) * (1 + acc + bias) +
// beta + beta_bias).
struct EpilogueArgs {
    const float* acc;   // [rows, acc_stride], gamma with modulation
    const float* beta;  // the same with modulation, else null
    int64_t acc_stride;
    const EpilogueRow* rows;
    int32_t row_count;
    int64_t channel;    // first channel of the panel
    int32_t lanes;      // channels of the panel that exist, 1 to kPanel
    const float* bias;  // [kPanel], of this panel
    const float* beta_bias;
    const float* scale;  // [lanes], of the modulated tensor; null for 1
    const float* shift;  // null for 0
    sige_activation activation;
    float slope;
};
using EpilogueFunction = void (*)(const EpilogueArgs&);

SIGE_DECLARE_KERNELS(void epilogue_f32(const EpilogueArgs& args);)

}  // namespace sige
