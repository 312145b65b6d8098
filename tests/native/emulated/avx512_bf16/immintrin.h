// What the kernels of AVX-512 with BF16 include where they are emulated: AVX-512's emulation, and the
// instructions on bfloat16 as Intel's manual defines them: denormals are zero on both sides, each step rounds
// to the nearest, ties to even.
#pragma once

#include_next <immintrin.h>

#include <math.h>
#include <stdint.h>

namespace sige::emulated {

static inline float without_denormals(float value) {
    return fabsf(value) < 0x1p-126f ? copysignf(0, value) : value;
}
static inline float value_of(uint16_t bits) {
    const uint32_t wide = static_cast<uint32_t>(bits) << 16;
    float value;
    memcpy(&value, &wide, sizeof value);
    return without_denormals(value);
}
static inline uint16_t rounded(float value) {
    value = without_denormals(value);
    uint32_t bits;
    memcpy(&bits, &value, sizeof bits);
    const uint32_t even = bits >> 16 & 1;
    return static_cast<uint16_t>(isnan(value) ? bits >> 16 | 0x40 : (bits + 0x7fff + even) >> 16);
}
// sum + a * b, rounded once.
static inline float multiply_add(float sum, uint16_t a, uint16_t b) {
    return without_denormals(fmaf(value_of(a), value_of(b), without_denormals(sum)));
}

static inline __m512bh rounded_pair(__m512 high, __m512 low) {
    float values[32];
    memcpy(values, &low, sizeof low);
    memcpy(values + 16, &high, sizeof high);
    uint16_t bits[32];
    for (int i = 0; i < 32; ++i) bits[i] = rounded(values[i]);
    __m512bh result;
    memcpy(&result, bits, sizeof result);
    return result;
}

static inline __m512 dot_pairs(__m512 sums, __m512bh a, __m512bh b) {
    float lanes[16];
    uint16_t x[32], y[32];
    memcpy(lanes, &sums, sizeof lanes);
    memcpy(x, &a, sizeof x);
    memcpy(y, &b, sizeof y);
    for (int i = 0; i < 16; ++i)
        for (int j = 1; j >= 0; --j) lanes[i] = multiply_add(lanes[i], x[2 * i + j], y[2 * i + j]);
    return simde_mm512_loadu_ps(lanes);
}

}  // namespace sige::emulated

#undef _mm512_cvtne2ps_pbh
#define _mm512_cvtne2ps_pbh(high, low) sige::emulated::rounded_pair(high, low)
#undef _mm512_dpbf16_ps
#define _mm512_dpbf16_ps(sums, a, b) sige::emulated::dot_pairs(sums, a, b)
