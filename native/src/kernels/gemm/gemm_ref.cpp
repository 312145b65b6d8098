// The reference of gemm.h: one sum after the other. Its tile has a size of its own, so that loops around a
// tile that take another size for granted fail on it.
#include "kernels/gemm/gemm.h"

namespace sige::ref {
namespace {

constexpr int kRows = 5, kPanels = 2;

float sum(const GemmArgs& a, int m, int p, int j, float sum) {
    for (int s = 0; s < a.segments; ++s)
        for (int k = 0; k < a.k; ++k)
            sum += a.rows[s * kRows + m][a.k_begin + k] *
                   a.panel[p * a.panel_stride + s * a.segment_stride + k * kPanel + j];
    return sum;
}

void gemm(const GemmArgs& a) {
    for (int m = 0; m < a.row_count; ++m)
        for (int p = 0; p < a.panel_count; ++p)
            for (int j = 0; j < kPanel; ++j) {
                float& acc = a.acc[m * a.acc_stride + p * kPanel + j];
                acc = sum(a, m, p, j, a.accumulate ? acc : 0.0f);
            }
}

}  // namespace

// Counted as the vector tiles are, so that plans are the same.
const GemmTile gemm_f32{kRows, kPanels, gemm, kRows* kPanels};

}  // namespace sige::ref
