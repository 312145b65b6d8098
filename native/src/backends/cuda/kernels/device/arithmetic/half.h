// float16 and bfloat16 as their bits.
#pragma once

#include "backends/cuda/kernels/device/port.h"

namespace sige::cuda {

SIGE_DEVICE float widen_f16(unsigned short half) {
    float value;
    asm("cvt.f32.f16 %0, %1;" : "=f"(value) : "h"(half));
    return value;
}

// To the nearest, ties to even. The hardware makes every NaN the same.
SIGE_DEVICE unsigned short round_f16(float value) {
    unsigned short half;
    asm("cvt.rn.f16.f32 %0, %1;" : "=h"(half) : "f"(value));
    return half;
}

// Two in a register, the first in the lower half.
SIGE_DEVICE unsigned pair_f16(float first, float second) {
    unsigned both;
    asm("cvt.rn.f16x2.f32 %0, %1, %2;" : "=r"(both) : "f"(second), "f"(first));
    return both;
}

// As round_f16, but a NaN stays the one that it is.
SIGE_DEVICE unsigned short narrow_f16(float value) {
    const unsigned short half = round_f16(value);
    if (value == value) return half;
    const int bits = __float_as_int(value);
    return static_cast<unsigned short>((bits >> 16 & 0x8000) | 0x7e00 | (bits >> 13 & 0x3ff));
}

// What copies of pixels convert between: float, and unsigned short for float16.
template <class To>
struct Conversion;
template <>
struct Conversion<float> {
    SIGE_DEVICE static float of(float value) { return value; }
    SIGE_DEVICE static float of(unsigned short half) {
        const float value = widen_f16(half);
        if (value == value) return value;
        const int bits = half;
        return __int_as_float((bits & 0x8000) << 16 | 0x7fc00000 | (bits & 0x3ff) << 13);
    }
};
template <>
struct Conversion<unsigned short> {
    SIGE_DEVICE static unsigned short of(float value) { return narrow_f16(value); }
    SIGE_DEVICE static unsigned short of(unsigned short half) { return half; }
};

template <class To, class From>
SIGE_DEVICE To convert(From value) {
    return Conversion<To>::of(value);
}

SIGE_DEVICE bool became_infinite(float value, unsigned short half) {
    return (half & 0x7fff) == 0x7c00 && (__float_as_int(value) & 0x7fffffff) != 0x7f800000;
}
template <class From, class To>
SIGE_DEVICE bool became_infinite(From, To) {
    return false;
}

}  // namespace sige::cuda
