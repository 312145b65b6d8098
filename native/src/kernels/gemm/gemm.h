// Indirect GEMM micro-kernel: a few rows, each a list of segments anywhere in memory, times a few panels of
// sixteen packed columns. The convolutions are loops around it.
#pragma once

#include <cstdint>

#include "kernels/isa.h"

namespace sige {

constexpr int kPanel = 16;         // columns of a panel: weights are packed so for every instruction set
constexpr int kMostGemmRows = 16;  // that a tile may have
constexpr int kMostGemmPanels = 2;

// A tile reads weights of one type, float32 or a 16-bit one that it widens; the products and sums are
// float32.
//
// acc[m * acc_stride + p * kPanel + j] = (accumulate ? acc : 0)
//     + sum over segments s and k of rows[s * tile rows + m][k_begin + k]
//     * panel[p * panel_stride + s * segment_stride + k * kPanel + j]
struct GemmArgs {
    const float* const* rows;  // [segments, tile rows]
    int32_t row_count;         // 1 to the tile's
    int32_t panel_count;       // 1 to the tile's
    int32_t segments;
    int32_t k_begin;
    int32_t k;               // values of a segment
    const void* panel;       // of the tile's type
    int64_t segment_stride;  // weights from one segment to the next
    int64_t panel_stride;    // weights from one panel to the next
    float* acc;
    int64_t acc_stride;
    bool accumulate;
    // Memory that the next call will read, asked for on the way: step k asks for prefetch + k *
    // prefetch_step bytes, and for as much of each further panel, prefetch_stride bytes behind. Null for
    // none.
    const char* prefetch = nullptr;
    int64_t prefetch_step = 0;
    int64_t prefetch_stride = 0;
};
using GemmFunction = void (*)(const GemmArgs&);

// The block of sums that an instruction set's registers hold; loops around it ask it for its size.
struct GemmTile {
    int32_t rows;    // at most kMostGemmRows
    int32_t panels;  // at most kMostGemmPanels
    GemmFunction run;
    double cycles;  // that the multiply-adds of a whole tile take for each k
    sige_dtype weights;
};

SIGE_DECLARE_KERNELS(extern const GemmTile gemm_f32; extern const GemmTile gemm_f32_f16;
                     extern const GemmTile gemm_f32_bf16;)

}  // namespace sige
