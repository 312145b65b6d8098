// Rows of values between float32 and the 16-bit types: IEEE binary16 and bfloat16.
#pragma once

#include <cstdint>

#include "kernels/isa.h"

namespace sige {

// dst[i] = src[i], rounded to the nearest, ties to even; a value that is too large becomes infinite.
struct NarrowRowArgs {
    const float* src;
    uint16_t* dst;
    int64_t count;
};
// dst[i] = src[i], exact.
struct WidenRowArgs {
    const uint16_t* src;
    float* dst;
    int64_t count;
};
// Returns how many finite values became infinite.
using NarrowRowFunction = uint64_t (*)(const NarrowRowArgs&);
using WidenRowFunction = void (*)(const WidenRowArgs&);

SIGE_DECLARE_KERNELS(uint64_t narrow_row_f16(const NarrowRowArgs& args);
                     void widen_row_f16(const WidenRowArgs& args);
                     void widen_row_bf16(const WidenRowArgs& args);)

}  // namespace sige
