// Reading a packed weight, whatever it is kept as: the plain twin of simd/weights.inl.
#pragma once

#include "kernels/half/half_ref.h"

namespace sige::ref {

struct Float32Weights {
    using Value = float;
    static float read(float weight) { return weight; }
};
struct Float16Weights {
    using Value = uint16_t;
    static float read(uint16_t weight) { return widen_f16(weight); }
};
struct BFloat16Weights {
    using Value = uint16_t;
    static float read(uint16_t weight) { return widen_bf16(weight); }
};

}  // namespace sige::ref
