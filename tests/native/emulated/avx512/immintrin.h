// What the AVX-512 kernels include where they are emulated: the compiler's own header, SIMDe's AVX-512 over
// it on AVX2, and what version 0.7.4 of SIMDe lacks. Only the 256-bit halves of a vector touch the processor.
#pragma once

#include_next <immintrin.h>

#define SIMDE_ENABLE_NATIVE_ALIASES
#include <simde/x86/avx512.h>
#undef SIMDE_ENABLE_NATIVE_ALIASES

#include <string.h>

namespace sige::emulated {

struct Halves {
    __m256 low, high;
};
struct IntegerHalves {
    __m256i low, high;
};

static inline Halves halves_of(__m512 a) {
    Halves halves;
    memcpy(&halves, &a, sizeof halves);
    return halves;
}
static inline __m512 joined(__m256 low, __m256 high) {
    const Halves halves{low, high};
    __m512 a;
    memcpy(&a, &halves, sizeof a);
    return a;
}

// SIMDe 0.7.4 rounds the product too.
static inline __m512 fused(__m512 a, __m512 b, __m512 c) {
    const Halves x = halves_of(a), y = halves_of(b), z = halves_of(c);
    return joined(_mm256_fmadd_ps(x.low, y.low, z.low), _mm256_fmadd_ps(x.high, y.high, z.high));
}
static inline __m512d fused(__m512d a, __m512d b, __m512d c) {
    __m256d x[2], y[2], z[2];
    memcpy(x, &a, sizeof x);
    memcpy(y, &b, sizeof y);
    memcpy(z, &c, sizeof z);
    for (int i = 0; i < 2; ++i) z[i] = _mm256_fmadd_pd(x[i], y[i], z[i]);
    memcpy(&c, z, sizeof c);
    return c;
}

static inline __m256 part(__m512 a, int index) {
    const Halves halves = halves_of(a);
    return index == 0 ? halves.low : halves.high;
}

// Two quads of lanes of a, then two of b; two bits of `which` choose each.
static inline __m512 quads(__m512 a, __m512 b, int which) {
    float lanes[2][16], chosen[16];
    memcpy(lanes[0], &a, sizeof a);
    memcpy(lanes[1], &b, sizeof b);
    for (int i = 0; i < 4; ++i)
        memcpy(chosen + 4 * i, lanes[i / 2] + 4 * (which >> 2 * i & 3), 4 * sizeof(float));
    return simde_mm512_loadu_ps(chosen);
}

// Lanes outside the mask must not touch memory.
static inline __m512 load_some(__mmask16 mask, const void* p) {
    float lanes[16] = {};
    for (int i = 0; i < 16; ++i)
        if ((mask >> i & 1) != 0) memcpy(lanes + i, static_cast<const float*>(p) + i, sizeof(float));
    return simde_mm512_loadu_ps(lanes);
}
static inline void store_some(void* p, __mmask16 mask, __m512 a) {
    float lanes[16];
    memcpy(lanes, &a, sizeof lanes);
    for (int i = 0; i < 16; ++i)
        if ((mask >> i & 1) != 0) memcpy(static_cast<float*>(p) + i, lanes + i, sizeof(float));
}

static inline __m512i to_integers(__m512 a) {
    const Halves halves = halves_of(a);
    const IntegerHalves rounded{_mm256_cvtps_epi32(halves.low), _mm256_cvtps_epi32(halves.high)};
    __m512i integers;
    memcpy(&integers, &rounded, sizeof integers);
    return integers;
}

static inline __m512i to_wider(__m256i a) {
    const IntegerHalves wide{_mm256_cvtepu16_epi32(_mm256_castsi256_si128(a)),
                             _mm256_cvtepu16_epi32(_mm256_extracti128_si256(a, 1))};
    __m512i integers;
    memcpy(&integers, &wide, sizeof integers);
    return integers;
}

static inline __m512d to_doubles(__m256 a) {
    const __m256d doubles[2] = {_mm256_cvtps_pd(_mm256_castps256_ps128(a)),
                                _mm256_cvtps_pd(_mm256_extractf128_ps(a, 1))};
    __m512d wide;
    memcpy(&wide, doubles, sizeof wide);
    return wide;
}

static inline __m512 of_binary16(__m256i a) {
    return joined(_mm256_cvtph_ps(_mm256_castsi256_si128(a)),
                  _mm256_cvtph_ps(_mm256_extracti128_si256(a, 1)));
}
static inline __m256i to_binary16(__m512 a) {
    const Halves halves = halves_of(a);
    return _mm256_set_m128i(_mm256_cvtps_ph(halves.high, _MM_FROUND_TO_NEAREST_INT),
                            _mm256_cvtps_ph(halves.low, _MM_FROUND_TO_NEAREST_INT));
}

}  // namespace sige::emulated

#undef _mm512_fmadd_ps
#define _mm512_fmadd_ps(a, b, c) sige::emulated::fused(a, b, c)
#undef _mm512_fmadd_pd
#define _mm512_fmadd_pd(a, b, c) sige::emulated::fused(a, b, c)
#undef _mm512_shuffle_f32x4
#define _mm512_shuffle_f32x4(a, b, which) sige::emulated::quads(a, b, which)
#undef _mm512_extractf32x8_ps
#define _mm512_extractf32x8_ps(a, index) sige::emulated::part(a, index)
#undef _mm512_maskz_loadu_ps
#define _mm512_maskz_loadu_ps(mask, p) sige::emulated::load_some(mask, p)
#undef _mm512_mask_storeu_ps
#define _mm512_mask_storeu_ps(p, mask, a) sige::emulated::store_some(p, mask, a)
#undef _mm512_mask_cmp_ps_mask
#define _mm512_mask_cmp_ps_mask(mask, a, b, how) \
    static_cast<__mmask16>((mask)&simde_mm512_cmp_ps_mask(a, b, how))
#undef _mm512_cvtps_epi32
#define _mm512_cvtps_epi32(a) sige::emulated::to_integers(a)
#undef _mm512_cvtepu16_epi32
#define _mm512_cvtepu16_epi32(a) sige::emulated::to_wider(a)
#undef _mm512_cvtps_pd
#define _mm512_cvtps_pd(a) sige::emulated::to_doubles(a)
#undef _mm512_cvtph_ps
#define _mm512_cvtph_ps(a) sige::emulated::of_binary16(a)
// The kernels round to the nearest.
#undef _mm512_cvtps_ph
#define _mm512_cvtps_ph(a, rounding) sige::emulated::to_binary16(a)
