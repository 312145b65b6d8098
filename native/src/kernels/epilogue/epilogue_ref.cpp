// The reference of epilogue.h.
#include "kernels/epilogue/epilogue.h"
#include "kernels/rows/activation_ref.h"

namespace sige::ref {

void epilogue_f32(const EpilogueArgs& a) {
    for (int r = 0; r < a.row_count; ++r) {
        const EpilogueRow& row = a.rows[r];
        if (row.dst == nullptr) continue;
        for (int j = 0; j < a.lanes; ++j) {
            float y = a.acc[r * a.acc_stride + j] + a.bias[j];
            if (a.beta != nullptr) {
                const float normalised =
                    row.modulated[a.channel + j] * (a.scale != nullptr ? a.scale[j] : 1.0f) +
                    (a.shift != nullptr ? a.shift[j] : 0.0f);
                y = normalised * (1.0f + y) + (a.beta[r * a.acc_stride + j] + a.beta_bias[j]);
            } else if (row.residual != nullptr) {
                y += row.residual[a.channel + j];
            }
            row.dst[a.channel + j] = activate(a.activation, a.slope, y);
        }
    }
}

}  // namespace sige::ref
