// Numbers of sixteen bits, as registers hold them, and their values.
#pragma once

#include <immintrin.h>

#include <bit>
#include <cmath>
#include <cstdint>

namespace sige::ptx {

inline float float_of_half(uint16_t half) {
    return _cvtsh_ss(half);
}
inline uint16_t half_of(float value) {
    return static_cast<uint16_t>(_cvtss_sh(value, _MM_FROUND_TO_NEAREST_INT));
}
// Rounded once: the float on the way is rounded to odd, which keeps on which side of a tie the value lies.
inline float round_to_odd(double value) {
    const float nearest = static_cast<float>(value);
    if (static_cast<double>(nearest) == value || !std::isfinite(nearest)) return nearest;
    uint32_t bits = std::bit_cast<uint32_t>(nearest);
    if (std::fabs(static_cast<double>(nearest)) > std::fabs(value)) --bits;
    return std::bit_cast<float>(bits | 1);
}
inline uint16_t half_of(double value) {
    return half_of(round_to_odd(value));
}
inline float float_of_bf16(uint16_t value) {
    return std::bit_cast<float>(uint32_t{value} << 16);
}
inline uint16_t bf16_of(float value) {
    const uint32_t bits = std::bit_cast<uint32_t>(value);
    if (value != value) return 0x7FFF;
    return static_cast<uint16_t>((bits + 0x7FFF + (bits >> 16 & 1)) >> 16);
}

}  // namespace sige::ptx
