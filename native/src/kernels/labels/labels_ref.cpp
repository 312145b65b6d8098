// The reference of labels.h.
#include "kernels/labels/labels.h"

#include "kernels/half/weights_ref.h"

namespace sige::ref {
namespace {

template <class Weights>
void sum_rows(const LabelsArgs& a) {
    const auto weight = [&](int32_t at) {
        return Weights::read(static_cast<const typename Weights::Value*>(a.panel)[at]);
    };
    for (int p = 0; p < a.pixels; ++p) {
        for (int j = 0; j < kPanel; ++j) {
            float sum = 0;
            for (int t = 0; t < a.taps; ++t) {
                const int32_t offset = a.offsets[p * a.taps + t];
                if (offset >= 0) sum += weight(offset + j);
            }
            for (int32_t e = a.extra_ends[p]; e < a.extra_ends[p + 1]; ++e)
                sum += a.extras[e].value * weight(a.extras[e].offset + j);
            a.acc[p * kPanel + j] = sum;
        }
    }
}

}  // namespace

void labels_f32(const LabelsArgs& a) {
    sum_rows<Float32Weights>(a);
}
void labels_f32_f16(const LabelsArgs& a) {
    sum_rows<Float16Weights>(a);
}
void labels_f32_bf16(const LabelsArgs& a) {
    sum_rows<BFloat16Weights>(a);
}

}  // namespace sige::ref
