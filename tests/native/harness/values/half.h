// IEEE binary16, the plain way.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>

namespace sige::test {

inline double float_of_half(uint16_t half) {
    const int exponent = (half >> 10) & 31, mantissa = half & 1023;
    const double sign = (half & 0x8000) != 0 ? -1 : 1;
    if (exponent == 31) return mantissa == 0 ? sign * HUGE_VAL : std::nan("");
    if (exponent == 0) return sign * std::ldexp(mantissa, -24);
    return sign * std::ldexp(1024 + mantissa, exponent - 25);
}

// The nearest half of a value in (-65504, 65504).
inline uint16_t half_of(float value) {
    const uint16_t sign = std::signbit(value) ? 0x8000 : 0;
    const double magnitude = std::fabs(static_cast<double>(value));
    int exponent = 0;
    std::frexp(magnitude, &exponent);
    const int shift = std::max(exponent - 11, -24);
    // A mantissa that rounds up to 2048 carries into the exponent by itself.
    const int mantissa = static_cast<int>(std::nearbyint(std::ldexp(magnitude, -shift)));
    if (mantissa < 1024) return static_cast<uint16_t>(sign | mantissa);
    return static_cast<uint16_t>(sign | ((shift + 25) * 1024 + mantissa - 1024));
}

// A number as half holds it.
inline double rounded_to_half(double value) {
    return float_of_half(half_of(static_cast<float>(value)));
}

}  // namespace sige::test
