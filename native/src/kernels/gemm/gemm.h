// Indirect GEMM micro-kernel: up to six rows, each a list of segments anywhere in memory, times one panel of
// sixteen packed columns. The convolutions are loops around it.
#pragma once

#include <cstdint>

#include "kernels/table.h"

namespace sige {

constexpr int kGemmRows = 6;
constexpr int kPanel = 16;  // columns of a panel

// acc[m * acc_stride + j] = (accumulate ? acc : 0)
//     + sum over segments s and k of rows[s * kGemmRows + m][k_begin + k] * panel[s * panel_stride + k *
//     kPanel + j]
struct GemmArgs {
    const float* const* rows;  // [segments, kGemmRows]
    int32_t row_count;         // 1 to kGemmRows
    int32_t segments;
    int32_t k_begin;
    int32_t k;  // values of a segment
    const float* panel;
    int64_t panel_stride;  // floats from one segment to the next
    float* acc;
    int64_t acc_stride;
    bool accumulate;
    // Memory that the next call will read, asked for on the way: step k asks for prefetch + k *
    // prefetch_step. Null for none.
    const float* prefetch = nullptr;
    int64_t prefetch_step = 0;
};
using GemmFunction = void (*)(const GemmArgs&);

SIGE_DECLARE_KERNELS(void gemm_f32_6x16(const GemmArgs& args);)

KernelTable<GemmFunction> gemm_table();

}  // namespace sige
