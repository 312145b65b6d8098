// TF32, the plain way: a float32 of ten bits of fraction, rounded to the nearest, ties away from zero.
#pragma once

#include <cmath>

namespace sige::test {

// A number as TF32 holds it, if it is one of float32's normal ones.
inline double rounded_to_tf32(double value) {
    constexpr int kBits = 11;
    int exponent = 0;
    const double fraction = std::frexp(static_cast<double>(static_cast<float>(value)), &exponent);
    return std::ldexp(std::round(std::ldexp(fraction, kBits)), exponent - kBits);
}

}  // namespace sige::test
