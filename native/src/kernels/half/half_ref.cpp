// The references of half.h.
#include "kernels/half/half.h"

#include <cmath>

#include "kernels/half/half_ref.h"

namespace sige::ref {

uint64_t narrow_row_f16(const NarrowRowArgs& a) {
    uint64_t overflows = 0;
    for (int64_t i = 0; i < a.count; ++i) {
        a.dst[i] = narrow_f16(a.src[i]);
        if (std::isfinite(a.src[i]) && (a.dst[i] & ~kSign) == kInfinity) ++overflows;
    }
    return overflows;
}

void widen_row_f16(const WidenRowArgs& a) {
    for (int64_t i = 0; i < a.count; ++i) a.dst[i] = widen_f16(a.src[i]);
}

void widen_row_bf16(const WidenRowArgs& a) {
    for (int64_t i = 0; i < a.count; ++i) a.dst[i] = widen_bf16(a.src[i]);
}

}  // namespace sige::ref
