// Products of bfloat16 values with float32 sums: rows of a packed block times a few panels of sixteen
// columns. Source of the arithmetic: Intel, "BFLOAT16 - Hardware Numerics Definition", and Arm's BFMMLA; the
// units flush denormals and add in orders of their own, so rows of this table agree to rounding, not to the
// bit.
#pragma once

#include <cstdint>

#include "kernels/gemm/gemm.h"
#include "kernels/isa.h"

namespace sige {

// A bfloat16 is the upper half of a float32.
using Bf16 = uint16_t;

constexpr int kBf16Depth = 32;      // values of a row that a step multiplies: rows are padded to as many
constexpr int kMostBf16Panels = 2;  // that a tile may have

constexpr int64_t bf16_padded(int64_t values) {
    return (values + kBf16Depth - 1) / kBf16Depth * kBf16Depth;
}

constexpr int kBf16Rows = 32;  // that lie side by side in a block

// Values of a packed block of rows, [row groups, k / kBf16Depth, kBf16Rows, kBf16Depth]: what a step of a
// group reads is contiguous, and the next step's lies behind it. A short last group has its whole place.
constexpr int64_t bf16_block_size(int64_t rows, int64_t k) {
    return (rows + kBf16Rows - 1) / kBf16Rows * kBf16Rows * k;
}

// acc[m * acc_stride + p * kPanel + j] = (accumulate ? acc : 0)
//     + sum over k of value k of row m * value j of panel p at k
struct GemmBf16Args {
    const Bf16* rows;      // a packed block
    int32_t row_count;     // any
    int32_t panel_count;   // 1 to the tile's
    int32_t k;             // a multiple of kBf16Depth
    const Bf16* panel;     // packed, see kBf16Group
    int64_t panel_stride;  // values from one panel to the next
    float* acc;
    int64_t acc_stride;
    bool accumulate;
    // Panels that the next call will read, asked for on the way: as many values of each, or null.
    const Bf16* prefetch = nullptr;
};
using GemmBf16Function = void (*)(const GemmBf16Args&);

// Weights of a column that lie side by side: what the units of an architecture multiply at once. A panel of k
// values is packed as [k / kBf16Group, kPanel, kBf16Group], whatever instruction set reads it.
#if defined(__aarch64__) || defined(_M_ARM64)
constexpr int kBf16Group = 4;
#else
constexpr int kBf16Group = 2;
#endif

// A unit for such products.
struct GemmBf16Tile {
    int32_t rows;    // that fill it; loops give it multiples where they can
    int32_t panels;  // at most kMostBf16Panels
    GemmBf16Function run;
    double cycles;  // that a whole tile takes for each kBf16Depth values
};

// Packs a panel [k, kPanel], rounded to the nearest, ties to even; k is padded with zeros to a multiple of
// kBf16Depth. Denormals may become zero.
struct PackBf16Args {
    const float* panel;
    int64_t k;
    Bf16* dst;
};
using PackBf16Function = void (*)(const PackBf16Args&);

// dst[i] = src[i], rounded to the nearest, ties to even, for i < count; zero from there up to a multiple of
// kBf16Depth. Denormals may become zero.
struct RoundRowArgs {
    const float* src;
    Bf16* dst;
    int64_t count;
};
using RoundRowFunction = void (*)(const RoundRowArgs&);

// Values [offset, offset + count) of rows anywhere become values [at, at + count) of the rows of a packed
// block of depth k; at, count and k are multiples of kBf16Depth.
struct CollectRowsArgs {
    const Bf16* const* src;  // [rows]
    int64_t offset;
    int32_t rows;
    int64_t count;
    Bf16* block;  // aligned to kBf16Depth values
    int64_t at;
    int64_t k;
};
using CollectRowsFunction = void (*)(const CollectRowsArgs&);

#define SIGE_BF16_KERNELS                          \
    extern const GemmBf16Tile gemm_bf16;           \
    void pack_bf16(const PackBf16Args& args);      \
    void round_row_bf16(const RoundRowArgs& args); \
    void collect_rows_bf16(const CollectRowsArgs& args);
namespace ref {
SIGE_BF16_KERNELS
}
SIGE_IF_X86(namespace avx512_bf16{SIGE_BF16_KERNELS})
SIGE_IF_AMX(namespace amx{SIGE_BF16_KERNELS})
SIGE_IF_ARM(namespace neon_bf16{SIGE_BF16_KERNELS})
#undef SIGE_BF16_KERNELS

}  // namespace sige
