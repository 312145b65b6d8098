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
        default:
            return x;
    }
}

}  // namespace sige::ref
