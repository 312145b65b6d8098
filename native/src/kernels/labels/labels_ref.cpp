// The reference of labels.h.
#include "kernels/labels/labels.h"

namespace sige::ref {

void labels_f32(const LabelsArgs& a) {
    for (int p = 0; p < a.pixels; ++p) {
        for (int j = 0; j < kPanel; ++j) {
            float sum = 0;
            for (int t = 0; t < a.taps; ++t) {
                const int32_t offset = a.offsets[p * a.taps + t];
                if (offset >= 0) sum += a.panel[offset + j];
            }
            for (int32_t e = a.extra_ends[p]; e < a.extra_ends[p + 1]; ++e)
                sum += a.extras[e].value * a.panel[a.extras[e].offset + j];
            a.acc[p * kPanel + j] = sum;
        }
    }
}

}  // namespace sige::ref
