// Sixteen float32 lanes on AVX-512 (F, VL, DQ, BW). Only for files compiled with those flags.
#pragma once

#include <immintrin.h>
#include <stdint.h>

namespace sige::avx512 {

constexpr int kLanes = 16;

struct Vec {
    __m512 v;
};

static inline Vec zero() {
    return {_mm512_setzero_ps()};
}
static inline Vec set1(float x) {
    return {_mm512_set1_ps(x)};
}
static inline Vec broadcast(const float* p) {
    return {_mm512_set1_ps(*p)};
}
static inline Vec load(const float* p) {
    return {_mm512_loadu_ps(p)};
}
// Keeps a compiler from reading a value from memory once for each use: two cache lines a cycle are too many.
static inline Vec in_register(Vec a) {
#if defined(__GNUC__) && defined(__AVX512F__)
    __asm__("" : "+v"(a.v));
#endif
    return a;
}
static inline void store(float* p, Vec a) {
    _mm512_storeu_ps(p, a.v);
}

// A mask of the first n lanes, 0 <= n <= kLanes.
static inline __mmask16 first_lanes(int n) {
    return static_cast<__mmask16>((1u << n) - 1);
}
// The first n lanes; the others are 0, and their memory is not touched.
static inline Vec load_first(const float* p, int n) {
    return {_mm512_maskz_loadu_ps(first_lanes(n), p)};
}
static inline void store_first(float* p, Vec a, int n) {
    _mm512_mask_storeu_ps(p, first_lanes(n), a.v);
}

static inline Vec add(Vec a, Vec b) {
    return {_mm512_add_ps(a.v, b.v)};
}
static inline Vec sub(Vec a, Vec b) {
    return {_mm512_sub_ps(a.v, b.v)};
}
static inline Vec mul(Vec a, Vec b) {
    return {_mm512_mul_ps(a.v, b.v)};
}
static inline Vec div(Vec a, Vec b) {
    return {_mm512_div_ps(a.v, b.v)};
}
static inline Vec max(Vec a, Vec b) {
    return {_mm512_max_ps(a.v, b.v)};
}
static inline Vec min(Vec a, Vec b) {
    return {_mm512_min_ps(a.v, b.v)};
}
// a * b + c
static inline Vec fma(Vec a, Vec b, Vec c) {
    return {_mm512_fmadd_ps(a.v, b.v, c.v)};
}
// a > 0 ? b : c
static inline Vec if_positive(Vec a, Vec b, Vec c) {
    return {_mm512_mask_blend_ps(_mm512_cmp_ps_mask(a.v, _mm512_setzero_ps(), _CMP_GT_OQ), c.v, b.v)};
}
// a is NaN ? a : b
static inline Vec keep_nan(Vec a, Vec b) {
    return {_mm512_mask_blend_ps(_mm512_cmp_ps_mask(a.v, a.v, _CMP_UNORD_Q), b.v, a.v)};
}
static inline Vec round_nearest(Vec a) {
    return {_mm512_roundscale_ps(a.v, _MM_FROUND_TO_NEAREST_INT | _MM_FROUND_NO_EXC)};
}
// 2^a for an integral a in [-126, 127].
static inline Vec exp2_integral(Vec a) {
    const __m512i biased = _mm512_add_epi32(_mm512_cvtps_epi32(a.v), _mm512_set1_epi32(127));
    return {_mm512_castsi512_ps(_mm512_slli_epi32(biased, 23))};
}

// The largest lane; the halves are what AVX2 has in two vectors, so that both give the same bits.
static inline float largest(Vec a) {
    const __m256 halves = _mm256_max_ps(_mm512_castps512_ps256(a.v), _mm512_extractf32x8_ps(a.v, 1));
    const __m128 quads = _mm_max_ps(_mm256_castps256_ps128(halves), _mm256_extractf128_ps(halves, 1));
    const __m128 pairs = _mm_max_ps(quads, _mm_movehl_ps(quads, quads));
    return _mm_cvtss_f32(_mm_max_ss(pairs, _mm_movehdup_ps(pairs)));
}
// The sum of the lanes, in the same pairs.
static inline float total(Vec a) {
    const __m256 halves = _mm256_add_ps(_mm512_castps512_ps256(a.v), _mm512_extractf32x8_ps(a.v, 1));
    const __m128 quads = _mm_add_ps(_mm256_castps256_ps128(halves), _mm256_extractf128_ps(halves, 1));
    const __m128 pairs = _mm_add_ps(quads, _mm_movehl_ps(quads, quads));
    return _mm_cvtss_f32(_mm_add_ss(pairs, _mm_movehdup_ps(pairs)));
}

// Lane j of row i becomes lane i of row j: first within quads of lanes, then the quads.
static inline void transpose(Vec (&rows)[kLanes]) {
    __m512 quads[16], eighths[16];
    for (int i = 0; i < 16; i += 4) {
        const __m512 a = _mm512_unpacklo_ps(rows[i].v, rows[i + 1].v),
                     b = _mm512_unpackhi_ps(rows[i].v, rows[i + 1].v),
                     c = _mm512_unpacklo_ps(rows[i + 2].v, rows[i + 3].v),
                     d = _mm512_unpackhi_ps(rows[i + 2].v, rows[i + 3].v);
        quads[i] = _mm512_shuffle_ps(a, c, 0x44);
        quads[i + 1] = _mm512_shuffle_ps(a, c, 0xee);
        quads[i + 2] = _mm512_shuffle_ps(b, d, 0x44);
        quads[i + 3] = _mm512_shuffle_ps(b, d, 0xee);
    }
    for (int j = 0; j < 4; ++j)
        for (int i = 0; i < 16; i += 8) {
            eighths[i + j] = _mm512_shuffle_f32x4(quads[i + j], quads[i + j + 4], 0x88);
            eighths[i + j + 4] = _mm512_shuffle_f32x4(quads[i + j], quads[i + j + 4], 0xdd);
        }
    for (int j = 0; j < 4; ++j) {
        rows[j].v = _mm512_shuffle_f32x4(eighths[j], eighths[j + 8], 0x88);
        rows[j + 4].v = _mm512_shuffle_f32x4(eighths[j + 4], eighths[j + 12], 0x88);
        rows[j + 8].v = _mm512_shuffle_f32x4(eighths[j], eighths[j + 8], 0xdd);
        rows[j + 12].v = _mm512_shuffle_f32x4(eighths[j + 4], eighths[j + 12], 0xdd);
    }
}

// Sixteen binary16 values.
static inline Vec load_half(const uint16_t* p) {
    return {_mm512_cvtph_ps(_mm256_loadu_si256(reinterpret_cast<const __m256i*>(p)))};
}
// Sixteen bfloat16 values.
static inline Vec load_bfloat(const uint16_t* p) {
    const __m512i wide = _mm512_cvtepu16_epi32(_mm256_loadu_si256(reinterpret_cast<const __m256i*>(p)));
    return {_mm512_castsi512_ps(_mm512_slli_epi32(wide, 16))};
}
// Rounds to the nearest, ties to even.
static inline void store_half(uint16_t* p, Vec a) {
    _mm256_storeu_si256(reinterpret_cast<__m256i*>(p), _mm512_cvtps_ph(a.v, _MM_FROUND_TO_NEAREST_INT));
}
// Counts finite values that store_half makes infinite.
class OverflowCount {
  public:
    void add(Vec a) {
        const __m512 magnitude = _mm512_abs_ps(a.v);
        const __mmask16 large = _mm512_cmp_ps_mask(magnitude, _mm512_set1_ps(65520.0f), _CMP_GE_OQ);
        const __mmask16 lost =
            _mm512_mask_cmp_ps_mask(large, magnitude, _mm512_set1_ps(__builtin_inff()), _CMP_LT_OQ);
        lanes_ = _mm512_mask_add_epi32(lanes_, lost, lanes_, _mm512_set1_epi32(1));
    }
    uint64_t total() const {
        uint32_t lanes[kLanes];
        _mm512_storeu_si512(lanes, lanes_);
        uint64_t sum = 0;
        for (uint32_t lane : lanes) sum += lane;
        return sum;
    }

  private:
    __m512i lanes_ = _mm512_setzero_si512();
};

// Eight + eight float64 lanes that sum what sixteen float32 lanes bring.
struct Vec64 {
    __m512d low, high;
};
static inline Vec64 zero64() {
    return {_mm512_setzero_pd(), _mm512_setzero_pd()};
}
static inline Vec64 widen(Vec a) {
    return {_mm512_cvtps_pd(_mm512_castps512_ps256(a.v)), _mm512_cvtps_pd(_mm512_extractf32x8_ps(a.v, 1))};
}
static inline Vec64 add(Vec64 a, Vec64 b) {
    return {_mm512_add_pd(a.low, b.low), _mm512_add_pd(a.high, b.high)};
}
static inline Vec64 fma(Vec64 a, Vec64 b, Vec64 c) {
    return {_mm512_fmadd_pd(a.low, b.low, c.low), _mm512_fmadd_pd(a.high, b.high, c.high)};
}
static inline void store(double* p, Vec64 a) {
    _mm512_storeu_pd(p, a.low);
    _mm512_storeu_pd(p + 8, a.high);
}

static inline void prefetch(const void* p) {
    _mm_prefetch(static_cast<const char*>(p), _MM_HINT_T0);
}

}  // namespace sige::avx512
