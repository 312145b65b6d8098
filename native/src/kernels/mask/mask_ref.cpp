// The rows of mask.h.
#include "kernels/mask/mask.h"

#include <algorithm>
#include <cmath>

namespace sige::ref {

void mask_difference_f32(const MaskDifferenceArgs<float>& a) {
    for (int64_t p = 0; p < a.pixels; ++p) {
        const float *left = a.a + p * a.a_stride, *right = a.b + p * a.b_stride;
        bool differs = false;
        for (int32_t c = 0; c < a.channels; ++c) differs |= !(std::fabs(left[c] - right[c]) <= a.eps);
        a.mask[p] |= static_cast<uint8_t>(differs);
    }
}

void mask_difference_u8(const MaskDifferenceArgs<uint8_t>& a) {
    // Differences are whole numbers: those above eps are those above its floor. A negative eps marks
    // everything.
    const int limit = a.eps < 0 ? -1 : static_cast<int>(std::min(a.eps, 255.0f));
    const auto differs = [limit](uint8_t x, uint8_t y) { return (x > y ? x - y : y - x) > limit; };
    if (a.channels == 1 && a.a_stride == 1 && a.b_stride == 1) {
        for (int64_t p = 0; p < a.pixels; ++p) a.mask[p] |= static_cast<uint8_t>(differs(a.a[p], a.b[p]));
        return;
    }
    for (int64_t p = 0; p < a.pixels; ++p)
        for (int32_t c = 0; c < a.channels; ++c)
            a.mask[p] |= static_cast<uint8_t>(differs(a.a[p * a.a_stride + c], a.b[p * a.b_stride + c]));
}

}  // namespace sige::ref
