// The element-wise functions in float64, as sige.h defines them, and how far float32 may be from them.
#pragma once

#include <array>
#include <cmath>

#include "harness/values/compare.h"
#include "sige/sige.h"

namespace sige::test {

inline constexpr std::array<sige_activation, 7> kActivations{
    SIGE_ACTIVATION_NONE, SIGE_ACTIVATION_RELU, SIGE_ACTIVATION_LEAKY_RELU, SIGE_ACTIVATION_SILU,
    SIGE_ACTIVATION_TANH, SIGE_ACTIVATION_GELU, SIGE_ACTIVATION_QUICK_GELU};

inline double exact_activation(sige_activation activation, double slope, double x) {
    switch (activation) {
        case SIGE_ACTIVATION_RELU:
            return std::isnan(x) ? x : std::fmax(x, 0.0);
        case SIGE_ACTIVATION_LEAKY_RELU:
            return x > 0 ? x : slope * x;
        case SIGE_ACTIVATION_SILU:
            return x / (1.0 + std::exp(-x));
        case SIGE_ACTIVATION_TANH:
            return std::tanh(x);
        case SIGE_ACTIVATION_GELU:
            return x * std::erfc(-x / std::sqrt(2.0)) / 2;
        case SIGE_ACTIVATION_QUICK_GELU:
            return x / (1.0 + std::exp(-1.702 * x));
        default:
            return x;
    }
}

// What evaluating an activation adds to the error of its input: exp is within 2 ulp, the quotient and the sum
// round three times, tanh's polynomial is within 3 ulp, GELU's product has four factors within 1 ulp beside
// exp. The exponents of both GELUs are rounded: an error relative to them, which with the factors before it
// is half a unit at most. All have a slope of at most 1.13.
inline double activation_tolerance(double y, double input_error) {
    return 1.13 * input_error + kUnit * (12 * std::fabs(y) + 0.5 * std::fmin(std::fabs(y) * 128, 1)) + 1e-36;
}

}  // namespace sige::test
