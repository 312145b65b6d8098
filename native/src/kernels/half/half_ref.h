// One value between float32 and the 16-bit types, the plain way.
#pragma once

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdint>

namespace sige::ref {

inline constexpr int kHalfBits = 10, kFloatBits = 23;  // of the fraction
inline constexpr uint32_t kSign = 0x8000, kInfinity = 0x7c00, kQuiet = 0x0200;

inline float widen_f16(uint16_t half) {
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

inline uint16_t narrow_f16(float value) {
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

inline float widen_bf16(uint16_t upper) {
    return std::bit_cast<float>(static_cast<uint32_t>(upper) << 16);
}

inline uint16_t narrow_bf16(float value) {
    const uint32_t bits = std::bit_cast<uint32_t>(value);
    constexpr uint32_t kQuietUpper = 0x0040;
    if (std::isnan(value)) return static_cast<uint16_t>(bits >> 16 | kQuietUpper);
    // Half of the last place, less a bit where the place is even; a fraction that rounds up carries into the
    // exponent.
    return static_cast<uint16_t>((bits + 0x7fff + (bits >> 16 & 1)) >> 16);
}

}  // namespace sige::ref
