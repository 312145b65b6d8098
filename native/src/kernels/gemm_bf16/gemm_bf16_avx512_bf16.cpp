// gemm_bf16.h on AVX-512 with BF16: vdpbf16ps adds the products of two pairs to each of sixteen sums.
#include <immintrin.h>

#include "kernels/gemm_bf16/gemm_bf16.h"

namespace sige::avx512_bf16 {

#include "kernels/gemm_bf16/rows_avx512.inl"

constexpr int kTileRows = 6;

static inline __m512bh pairs_at(const Bf16* pairs) {
    return reinterpret_cast<__m512bh>(_mm512_loadu_si512(pairs));
}
static inline __m512bh pair_to_all(const Bf16* pair) {
    __m512i all = _mm512_castps_si512(_mm512_set1_ps(*reinterpret_cast<const float*>(pair)));
#if defined(__clang__) && __clang_major__ <= 16
    // Clang 16 ends with an error of its own where it would make this the broadcasting operand of vdpbf16ps.
    __asm__("" : "+v"(all));
#endif
    return reinterpret_cast<__m512bh>(all);
}

template <int kRows, int kPanels>
static void gemm_rows(const GemmBf16Args& a, const Bf16* row, float* acc) {
    __m512 sums[kRows][kPanels];
    for (int m = 0; m < kRows; ++m)
        for (int p = 0; p < kPanels; ++p)
            sums[m][p] =
                a.accumulate ? _mm512_loadu_ps(acc + m * a.acc_stride + p * kPanel) : _mm512_setzero_ps();
    const Bf16* panel = a.panel;
    for (int32_t k = 0; k < a.k; k += 2, panel += 2 * kPanel) {
        const Bf16* pairs = row + k / kBf16Depth * kBf16Rows * kBf16Depth + k % kBf16Depth;
        __m512bh columns[kPanels];
        for (int p = 0; p < kPanels; ++p) columns[p] = pairs_at(panel + p * a.panel_stride);
#pragma GCC unroll 6
        for (int m = 0; m < kRows; ++m) {
            const __m512bh pair = pair_to_all(pairs + m * kBf16Depth);
            for (int p = 0; p < kPanels; ++p) sums[m][p] = _mm512_dpbf16_ps(sums[m][p], pair, columns[p]);
        }
    }
    for (int m = 0; m < kRows; ++m)
        for (int p = 0; p < kPanels; ++p) _mm512_storeu_ps(acc + m * a.acc_stride + p * kPanel, sums[m][p]);
}

template <int kRows, int kPanels>
static void gemm_part(const GemmBf16Args& a, const Bf16* row, float* acc, int32_t rows) {
    if constexpr (kRows > 1)
        if (rows < kRows) return gemm_part<kRows - 1, kPanels>(a, row, acc, rows);
    gemm_rows<kRows, kPanels>(a, row, acc);
}

static void gemm(const GemmBf16Args& a) {
    const Bf16* group = a.rows;
    float* acc = a.acc;
    for (int32_t first = 0; first < a.row_count;
         first += kBf16Rows, group += kBf16Rows * static_cast<int64_t>(a.k)) {
        const int32_t rows = a.row_count - first < kBf16Rows ? a.row_count - first : kBf16Rows;
        for (int32_t row = 0; row < rows; row += kTileRows) {
            const int32_t count = rows - row < kTileRows ? rows - row : kTileRows;
            if (a.panel_count == 1)
                gemm_part<kTileRows, 1>(a, group + row * kBf16Depth, acc, count);
            else
                gemm_part<kTileRows, 2>(a, group + row * kBf16Depth, acc, count);
            acc += count * a.acc_stride;
        }
    }
}

// One product of sixteen pairs a cycle.
const GemmBf16Tile gemm_bf16{kTileRows, 2, gemm, kTileRows * 2.0 * kBf16Depth / 2};

}  // namespace sige::avx512_bf16
