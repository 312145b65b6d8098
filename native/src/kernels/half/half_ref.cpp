// The references of half.h.
#include "kernels/half/half.h"

#include <algorithm>
#include <bit>
#include <cmath>

namespace sige::ref {
namespace {

constexpr int kHalfBits = 10, kFloatBits = 23;  // of the fraction
constexpr uint32_t kSign = 0x8000, kInfinity = 0x7c00, kQuiet = 0x0200;

float widen(uint16_t half) {
    const uint32_t sign = (half & kSign) << 16, exponent = half >> kHalfBits & 31, fraction = half & 0x3ff;
    if (exponent == 0) {
        const float magnitude = std::ldexp(static_cast<float>(fraction), -24);
        return sign != 0 ? -magnitude : magnitude;
    }
    const uint32_t quiet = exponent == 31 && fraction != 0 ? kQuiet : 0;
    const uint32_t widened = exponent == 31 ? 255 : exponent + 112;
    return std::bit_cast<float>(sign | widened << kFloatBits |
                                (fraction | quiet) << (kFloatBits - kHalfBits));
}

uint16_t narrow(float value) {
    const uint32_t bits = std::bit_cast<uint32_t>(value), sign = bits >> 16 & kSign;
    const float magnitude = std::fabs(value);
    if (std::isnan(value))
        return static_cast<uint16_t>(sign | kInfinity | kQuiet | (bits >> (kFloatBits - kHalfBits) & 0x3ff));
    // Half way between the largest half and the next power of two rounds to even, away from zero.
    if (magnitude >= 65520.0f) return static_cast<uint16_t>(sign | kInfinity);
    if (magnitude == 0) return static_cast<uint16_t>(sign);
    int exponent = 0;
    std::frexp(magnitude, &exponent);
    // The unit in the last place, subnormals included; a fraction that rounds up carries into the exponent.
    const int unit = std::max(exponent - kHalfBits - 1, -24);
    const uint32_t fraction = static_cast<uint32_t>(std::nearbyint(std::ldexp(magnitude, -unit)));
    const uint32_t scaled = static_cast<uint32_t>(unit + 24) << kHalfBits;
    return static_cast<uint16_t>(sign | (scaled + fraction));
}

}  // namespace

uint64_t narrow_row_f16(const NarrowRowArgs& a) {
    uint64_t overflows = 0;
    for (int64_t i = 0; i < a.count; ++i) {
        a.dst[i] = narrow(a.src[i]);
        if (std::isfinite(a.src[i]) && (a.dst[i] & ~kSign) == kInfinity) ++overflows;
    }
    return overflows;
}

void widen_row_f16(const WidenRowArgs& a) {
    for (int64_t i = 0; i < a.count; ++i) a.dst[i] = widen(a.src[i]);
}

}  // namespace sige::ref
