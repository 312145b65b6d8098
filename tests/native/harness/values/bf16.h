// bfloat16, the plain way: the upper half of a float32, rounded to the nearest, ties to even.
#pragma once

#include <bit>
#include <cmath>
#include <cstdint>

namespace sige::test {

inline double value_of_bf16(uint16_t value) {
    return static_cast<double>(std::bit_cast<float>(static_cast<uint32_t>(value) << 16));
}

inline uint16_t bf16_of(float value) {
    const uint32_t bits = std::bit_cast<uint32_t>(value);
    const uint16_t lower = static_cast<uint16_t>(bits >> 16);
    if (std::isnan(value)) return static_cast<uint16_t>(lower | 0x40);
    const uint32_t rest = bits & 0xffff;
    const bool up = rest > 0x8000 || (rest == 0x8000 && (lower & 1) != 0);
    return static_cast<uint16_t>(lower + (up ? 1 : 0));
}

// A number as bfloat16 holds it.
inline double rounded_to_bf16(double value) {
    return value_of_bf16(bf16_of(static_cast<float>(value)));
}

}  // namespace sige::test
