// The reference of gemm.h: one sum after the other.
#include "kernels/gemm/gemm.h"

namespace sige::ref {

void gemm_f32_6x16(const GemmArgs& a) {
    for (int m = 0; m < a.row_count; ++m) {
        for (int j = 0; j < kPanel; ++j) {
            float sum = a.accumulate ? a.acc[m * a.acc_stride + j] : 0.0f;
            for (int s = 0; s < a.segments; ++s)
                for (int k = 0; k < a.k; ++k)
                    sum += a.rows[s * kGemmRows + m][a.k_begin + k] *
                           a.panel[s * a.panel_stride + k * kPanel + j];
            a.acc[m * a.acc_stride + j] = sum;
        }
    }
}

}  // namespace sige::ref
