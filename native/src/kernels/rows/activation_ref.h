// Element-wise functions of one value.
#pragma once

#include <cmath>

#include "sige/sige.h"

namespace sige::ref {

inline float activate(sige_activation activation, float slope, float x) {
    switch (activation) {
        case SIGE_ACTIVATION_RELU:
            return x < 0 ? 0.0f : x;
        case SIGE_ACTIVATION_LEAKY_RELU:
            return x > 0 ? x : x * slope;
        case SIGE_ACTIVATION_SILU:
            return x / (1.0f + std::exp(-x));
        case SIGE_ACTIVATION_TANH:
            return std::tanh(x);
        case SIGE_ACTIVATION_GELU:
            // erfc of the magnitude: 1 + erf would cancel below 0.
            return (x < 0 ? 0.0f : x) - std::fabs(x) * 0.5f * std::erfc(std::fabs(x) * 0.70710678118654752f);
        case SIGE_ACTIVATION_QUICK_GELU:
            return x / (1.0f + std::exp(-1.702f * x));
        default:
            return x;
    }
}

}  // namespace sige::ref
