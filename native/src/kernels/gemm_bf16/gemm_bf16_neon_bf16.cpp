// gemm_bf16.h on 64-bit ARM with BF16: bfmmla adds the products of two rows and two columns of four values.
#include <arm_neon.h>
#include <string.h>

#include "kernels/gemm_bf16/gemm_bf16.h"

namespace sige::neon_bf16 {

constexpr int kTileRows = 4, kPairs = kPanel / 2, kDepth = kBf16Group;

static inline bfloat16x8_t values_at(const Bf16* values) {
    return vreinterpretq_bf16_u16(vld1q_u16(values));
}
static inline bfloat16x8_t two_rows(const Bf16* row, const Bf16* next) {
    return vreinterpretq_bf16_u16(vcombine_u16(vld1_u16(row), vld1_u16(next)));
}
static inline float32x4_t zero() {
    return vdupq_n_f32(0);
}

// Two rows in each block of sums: [column pair] = {row 0: two columns, row 1: two columns}.
struct Sums {
    float32x4_t of[kPairs];
};

static inline void begin(Sums& sums, const float* row, const float* next, bool accumulate) {
    for (int j = 0; j < kPairs; ++j)
        sums.of[j] = accumulate ? vcombine_f32(vld1_f32(row + 2 * j), vld1_f32(next + 2 * j)) : zero();
}
static inline void end(const Sums& sums, float* row, float* next) {
    for (int j = 0; j < kPairs; ++j) {
        vst1_f32(next + 2 * j, vget_high_f32(sums.of[j]));
        vst1_f32(row + 2 * j, vget_low_f32(sums.of[j]));
    }
}

// Up to four rows of a group with one panel; where rows are odd the last is multiplied twice.
template <int kTwos>
static void gemm_rows(const GemmBf16Args& a, const Bf16* group, int32_t rows, const Bf16* panel, float* acc) {
    const Bf16* src[2 * kTwos];
    float* dst[2 * kTwos];
    for (int m = 0; m < 2 * kTwos; ++m) {
        const int64_t row = m < rows ? m : rows - 1;
        src[m] = group + row * kBf16Depth;
        dst[m] = acc + row * a.acc_stride;
    }
    Sums sums[kTwos];
    for (int i = 0; i < kTwos; ++i) begin(sums[i], dst[2 * i], dst[2 * i + 1], a.accumulate);
    for (int32_t k = 0; k < a.k; k += kDepth, panel += kDepth * kPanel) {
        const int64_t at = k / kBf16Depth * kBf16Rows * kBf16Depth + k % kBf16Depth;
        bfloat16x8_t values[kTwos];
        for (int i = 0; i < kTwos; ++i) values[i] = two_rows(src[2 * i] + at, src[2 * i + 1] + at);
        for (int j = 0; j < kPairs; ++j) {
            const bfloat16x8_t columns = values_at(panel + j * 2 * kDepth);
            for (int i = 0; i < kTwos; ++i) sums[i].of[j] = vbfmmlaq_f32(sums[i].of[j], values[i], columns);
        }
    }
    for (int i = 0; i < kTwos; ++i) end(sums[i], dst[2 * i], dst[2 * i + 1]);
}

static void gemm(const GemmBf16Args& a) {
    static_assert(kBf16Rows % kTileRows == 0);
    for (int32_t row = 0; row < a.row_count; row += kTileRows)
        for (int32_t p = 0; p < a.panel_count; ++p) {
            const int32_t rows = a.row_count - row < kTileRows ? a.row_count - row : kTileRows;
            const Bf16* group = a.rows + row / kBf16Rows * kBf16Rows * static_cast<int64_t>(a.k) +
                                row % kBf16Rows * kBf16Depth;
            const Bf16* panel = a.panel + p * a.panel_stride;
            float* acc = a.acc + row * a.acc_stride + p * kPanel;
            if (rows > 2)
                gemm_rows<2>(a, group, rows, panel, acc);
            else
                gemm_rows<1>(a, group, rows, panel, acc);
        }
}

static inline uint16x4_t rounded(float32x4_t values) {
    return vreinterpret_u16_bf16(vcvt_bf16_f32(values));
}

void pack_bf16(const PackBf16Args& a) {
    const int64_t padded = bf16_padded(a.k);
    for (int64_t k = 0; k < padded; ++k)
        for (int64_t j = 0; j < kPanel; j += 4) {
            uint16_t four[4] = {};
            if (k < a.k) vst1_u16(four, rounded(vld1q_f32(a.panel + k * kPanel + j)));
            for (int64_t i = 0; i < 4; ++i)
                a.dst[(k / kDepth * kPanel + j + i) * kDepth + k % kDepth] = four[i];
        }
}

void round_row_bf16(const RoundRowArgs& a) {
    int64_t i = 0;
    for (; i + 4 <= a.count; i += 4) vst1_u16(a.dst + i, rounded(vld1q_f32(a.src + i)));
    for (; i < a.count; ++i) vst1_lane_u16(a.dst + i, rounded(vdupq_n_f32(a.src[i])), 0);
    for (; i < bf16_padded(a.count); ++i) a.dst[i] = 0;
}

void collect_rows_bf16(const CollectRowsArgs& a) {
    for (int32_t row = 0; row < a.rows; ++row) {
        const Bf16* src = a.src[row] + a.offset;
        Bf16* dst =
            a.block + row / kBf16Rows * kBf16Rows * a.k + a.at * kBf16Rows + row % kBf16Rows * kBf16Depth;
        for (int64_t k = 0; k < a.count; k += kBf16Depth, dst += kBf16Rows * kBf16Depth)
            memcpy(dst, src + k, kBf16Depth * sizeof(Bf16));
    }
}

// A cycle takes one product of two rows and two columns, as on Neoverse V1, and the loads beside it another.
const GemmBf16Tile gemm_bf16{kTileRows, 1, gemm, 2.0 * kTileRows / 2 * kPairs* kBf16Depth / kDepth};

}  // namespace sige::neon_bf16
