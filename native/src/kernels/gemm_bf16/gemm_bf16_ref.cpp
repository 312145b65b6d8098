// The references of gemm_bf16.h.
#include "kernels/gemm_bf16/gemm_bf16.h"

#include <algorithm>

#include "kernels/half/half_ref.h"

namespace sige::ref {
namespace {

// Where a packed block of depth `depth` holds value k of a row.
int64_t place(int64_t row, int64_t k, int64_t depth) {
    return row / kBf16Rows * kBf16Rows * depth + (k / kBf16Depth * kBf16Rows + row % kBf16Rows) * kBf16Depth +
           k % kBf16Depth;
}

void gemm(const GemmBf16Args& a) {
    for (int32_t m = 0; m < a.row_count; ++m)
        for (int32_t column = 0; column < a.panel_count * kPanel; ++column) {
            const Bf16* panel = a.panel + column / kPanel * a.panel_stride + column % kPanel * kBf16Group;
            float& acc = a.acc[m * a.acc_stride + column];
            float sum = a.accumulate ? acc : 0.0f;
            for (int32_t k = 0; k < a.k; k += kBf16Group, panel += kBf16Group * kPanel)
                for (int32_t i = 0; i < kBf16Group; ++i)
                    sum += widen_bf16(a.rows[place(m, k + i, a.k)]) * widen_bf16(panel[i]);
            acc = sum;
        }
}

}  // namespace

void pack_bf16(const PackBf16Args& a) {
    for (int64_t k = 0; k < bf16_padded(a.k); ++k)
        for (int64_t j = 0; j < kPanel; ++j)
            a.dst[(k / kBf16Group * kPanel + j) * kBf16Group + k % kBf16Group] =
                k < a.k ? narrow_bf16(a.panel[k * kPanel + j]) : Bf16{0};
}

void round_row_bf16(const RoundRowArgs& a) {
    for (int64_t i = 0; i < a.count; ++i) a.dst[i] = narrow_bf16(a.src[i]);
    std::fill(a.dst + a.count, a.dst + bf16_padded(a.count), Bf16{0});
}

void collect_rows_bf16(const CollectRowsArgs& a) {
    for (int64_t i = 0; i < a.rows; ++i)
        for (int64_t k = 0; k < a.count; ++k) a.block[place(i, a.at + k, a.k)] = a.src[i][a.offset + k];
}

// No unit: sixteen columns take as many multiply-adds, and each its widenings.
const GemmBf16Tile gemm_bf16{1, 1, gemm, 3.0 * kBf16Depth* kPanel};

}  // namespace sige::ref
