// The reference of gemm.h: one sum after the other. Its tile has a size of its own, so that loops around a
// tile that take another size for granted fail on it.
#include "kernels/gemm/gemm.h"

#include "kernels/half/weights_ref.h"

namespace sige::ref {
namespace {

constexpr int kRows = 5, kPanels = 2;

template <class Weights>
float sum(const GemmArgs& a, int m, int p, int j, float sum) {
    const auto* panel = static_cast<const typename Weights::Value*>(a.panel) + p * a.panel_stride;
    for (int s = 0; s < a.segments; ++s)
        for (int k = 0; k < a.k; ++k)
            sum += a.rows[s * kRows + m][a.k_begin + k] *
                   Weights::read(panel[s * a.segment_stride + k * kPanel + j]);
    return sum;
}

template <class Weights>
void gemm(const GemmArgs& a) {
    for (int m = 0; m < a.row_count; ++m)
        for (int p = 0; p < a.panel_count; ++p)
            for (int j = 0; j < kPanel; ++j) {
                float& acc = a.acc[m * a.acc_stride + p * kPanel + j];
                acc = sum<Weights>(a, m, p, j, a.accumulate ? acc : 0.0f);
            }
}

// Counted as the vector tiles are, so that plans are the same.
constexpr double kCycles = kRows * kPanels, kWideningCycles = kCycles * 1.125;

}  // namespace

const GemmTile gemm_f32{kRows, kPanels, gemm<Float32Weights>, kCycles, SIGE_DTYPE_F32};
const GemmTile gemm_f32_f16{kRows, kPanels, gemm<Float16Weights>, kWideningCycles, SIGE_DTYPE_F16};
const GemmTile gemm_f32_bf16{kRows, kPanels, gemm<BFloat16Weights>, kWideningCycles, SIGE_DTYPE_BF16};

}  // namespace sige::ref
