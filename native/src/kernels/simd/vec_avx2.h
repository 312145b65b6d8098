// Eight float32 lanes on AVX2 + FMA. Only for files compiled with those flags.
#pragma once

#include <immintrin.h>
#include <stdint.h>

namespace sige::avx2 {

constexpr int kLanes = 8;

struct Vec {
    __m256 v;
};

static inline Vec zero() {
    return {_mm256_setzero_ps()};
}
static inline Vec set1(float x) {
    return {_mm256_set1_ps(x)};
}
static inline Vec broadcast(const float* p) {
    return {_mm256_broadcast_ss(p)};
}
static inline Vec load(const float* p) {
    return {_mm256_loadu_ps(p)};
}
// Compilers see to it; on AVX-512 they do not.
static inline Vec in_register(Vec a) {
    return a;
}
static inline void store(float* p, Vec a) {
    _mm256_storeu_ps(p, a.v);
}

// A mask of the first n lanes, 0 <= n <= kLanes.
static inline __m256i first_lanes(int n) {
    return _mm256_cmpgt_epi32(_mm256_set1_epi32(n), _mm256_setr_epi32(0, 1, 2, 3, 4, 5, 6, 7));
}
// The first n lanes; the others are 0, and their memory is not touched.
static inline Vec load_first(const float* p, int n) {
    return {_mm256_maskload_ps(p, first_lanes(n))};
}
static inline void store_first(float* p, Vec a, int n) {
    _mm256_maskstore_ps(p, first_lanes(n), a.v);
}

static inline Vec add(Vec a, Vec b) {
    return {_mm256_add_ps(a.v, b.v)};
}
static inline Vec sub(Vec a, Vec b) {
    return {_mm256_sub_ps(a.v, b.v)};
}
static inline Vec mul(Vec a, Vec b) {
    return {_mm256_mul_ps(a.v, b.v)};
}
static inline Vec div(Vec a, Vec b) {
    return {_mm256_div_ps(a.v, b.v)};
}
static inline Vec max(Vec a, Vec b) {
    return {_mm256_max_ps(a.v, b.v)};
}
static inline Vec min(Vec a, Vec b) {
    return {_mm256_min_ps(a.v, b.v)};
}
// a * b + c
static inline Vec fma(Vec a, Vec b, Vec c) {
    return {_mm256_fmadd_ps(a.v, b.v, c.v)};
}
// a > 0 ? b : c
static inline Vec if_positive(Vec a, Vec b, Vec c) {
    return {_mm256_blendv_ps(c.v, b.v, _mm256_cmp_ps(a.v, _mm256_setzero_ps(), _CMP_GT_OQ))};
}
// a is NaN ? a : b
static inline Vec keep_nan(Vec a, Vec b) {
    return {_mm256_blendv_ps(b.v, a.v, _mm256_cmp_ps(a.v, a.v, _CMP_UNORD_Q))};
}
static inline Vec round_nearest(Vec a) {
    return {_mm256_round_ps(a.v, _MM_FROUND_TO_NEAREST_INT | _MM_FROUND_NO_EXC)};
}
// 2^a for an integral a in [-126, 127].
static inline Vec exp2_integral(Vec a) {
    const __m256i biased = _mm256_add_epi32(_mm256_cvtps_epi32(a.v), _mm256_set1_epi32(127));
    return {_mm256_castsi256_ps(_mm256_slli_epi32(biased, 23))};
}

// The largest lane; the pairs are those of NEON's version, so that both give the same bits.
static inline float largest(Vec a) {
    const __m128 quads = _mm_max_ps(_mm256_castps256_ps128(a.v), _mm256_extractf128_ps(a.v, 1));
    const __m128 pairs = _mm_max_ps(quads, _mm_movehl_ps(quads, quads));
    return _mm_cvtss_f32(_mm_max_ss(pairs, _mm_movehdup_ps(pairs)));
}
// The sum of the lanes.
static inline float total(Vec a) {
    const __m128 quads = _mm_add_ps(_mm256_castps256_ps128(a.v), _mm256_extractf128_ps(a.v, 1));
    const __m128 pairs = _mm_add_ps(quads, _mm_movehl_ps(quads, quads));
    return _mm_cvtss_f32(_mm_add_ss(pairs, _mm_movehdup_ps(pairs)));
}

// Lane j of row i becomes lane i of row j.
static inline void transpose(Vec (&rows)[kLanes]) {
    __m256 pairs[8], quads[8];
    for (int i = 0; i < 8; i += 2) {
        pairs[i] = _mm256_unpacklo_ps(rows[i].v, rows[i + 1].v);
        pairs[i + 1] = _mm256_unpackhi_ps(rows[i].v, rows[i + 1].v);
    }
    for (int i = 0; i < 8; i += 4)
        for (int j = 0; j < 2; ++j) {
            quads[i + 2 * j] = _mm256_shuffle_ps(pairs[i + j], pairs[i + j + 2], 0x44);
            quads[i + 2 * j + 1] = _mm256_shuffle_ps(pairs[i + j], pairs[i + j + 2], 0xee);
        }
    for (int i = 0; i < 4; ++i) {
        rows[i].v = _mm256_permute2f128_ps(quads[i], quads[i + 4], 0x20);
        rows[i + 4].v = _mm256_permute2f128_ps(quads[i], quads[i + 4], 0x31);
    }
}

// Eight binary16 values.
static inline Vec load_half(const uint16_t* p) {
    return {_mm256_cvtph_ps(_mm_loadu_si128(reinterpret_cast<const __m128i*>(p)))};
}
// Eight bfloat16 values.
static inline Vec load_bfloat(const uint16_t* p) {
    const __m256i wide = _mm256_cvtepu16_epi32(_mm_loadu_si128(reinterpret_cast<const __m128i*>(p)));
    return {_mm256_castsi256_ps(_mm256_slli_epi32(wide, 16))};
}
// Rounds to the nearest, ties to even.
static inline void store_half(uint16_t* p, Vec a) {
    _mm_storeu_si128(reinterpret_cast<__m128i*>(p), _mm256_cvtps_ph(a.v, _MM_FROUND_TO_NEAREST_INT));
}
// Counts finite values that store_half makes infinite.
class OverflowCount {
  public:
    void add(Vec a) {
        const __m256 magnitude = _mm256_andnot_ps(_mm256_set1_ps(-0.0f), a.v);
        const __m256 large = _mm256_cmp_ps(magnitude, _mm256_set1_ps(65520.0f), _CMP_GE_OQ);
        const __m256 finite = _mm256_cmp_ps(magnitude, _mm256_set1_ps(__builtin_inff()), _CMP_LT_OQ);
        // A lane of ones is -1.
        lanes_ = _mm256_sub_epi32(lanes_, _mm256_castps_si256(_mm256_and_ps(large, finite)));
    }
    uint64_t total() const {
        uint32_t lanes[kLanes];
        _mm256_storeu_si256(reinterpret_cast<__m256i*>(lanes), lanes_);
        uint64_t sum = 0;
        for (uint32_t lane : lanes) sum += lane;
        return sum;
    }

  private:
    __m256i lanes_ = _mm256_setzero_si256();
};

// Four + four float64 lanes that sum what eight float32 lanes bring.
struct Vec64 {
    __m256d low, high;
};
static inline Vec64 zero64() {
    return {_mm256_setzero_pd(), _mm256_setzero_pd()};
}
static inline Vec64 widen(Vec a) {
    return {_mm256_cvtps_pd(_mm256_castps256_ps128(a.v)), _mm256_cvtps_pd(_mm256_extractf128_ps(a.v, 1))};
}
static inline Vec64 add(Vec64 a, Vec64 b) {
    return {_mm256_add_pd(a.low, b.low), _mm256_add_pd(a.high, b.high)};
}
static inline Vec64 fma(Vec64 a, Vec64 b, Vec64 c) {
    return {_mm256_fmadd_pd(a.low, b.low, c.low), _mm256_fmadd_pd(a.high, b.high, c.high)};
}
static inline void store(double* p, Vec64 a) {
    _mm256_storeu_pd(p, a.low);
    _mm256_storeu_pd(p + 4, a.high);
}

static inline void prefetch(const void* p) {
    _mm_prefetch(static_cast<const char*>(p), _MM_HINT_T0);
}

}  // namespace sige::avx2
