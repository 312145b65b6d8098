// Eight float32 lanes as two NEON registers. Only for 64-bit ARM.
#pragma once

#include <arm_neon.h>
#include <stdint.h>

namespace sige::neon {

constexpr int kLanes = 8;

struct Vec {
    float32x4_t low, high;
};

static inline Vec zero() {
    return {vdupq_n_f32(0), vdupq_n_f32(0)};
}
static inline Vec set1(float x) {
    return {vdupq_n_f32(x), vdupq_n_f32(x)};
}
static inline Vec broadcast(const float* p) {
    const float32x4_t x = vld1q_dup_f32(p);
    return {x, x};
}
static inline Vec load(const float* p) {
    return {vld1q_f32(p), vld1q_f32(p + 4)};
}
// Compilers see to it; on AVX-512 they do not.
static inline Vec in_register(Vec a) {
    return a;
}
static inline void store(float* p, Vec a) {
    vst1q_f32(p, a.low);
    vst1q_f32(p + 4, a.high);
}

// The first n lanes, 0 <= n <= kLanes; the others are 0, and their memory is not touched.
static inline Vec load_first(const float* p, int n) {
    float lanes[kLanes] = {};
    for (int i = 0; i < n; ++i) lanes[i] = p[i];
    return load(lanes);
}
static inline void store_first(float* p, Vec a, int n) {
    float lanes[kLanes];
    store(lanes, a);
    for (int i = 0; i < n; ++i) p[i] = lanes[i];
}

static inline Vec add(Vec a, Vec b) {
    return {vaddq_f32(a.low, b.low), vaddq_f32(a.high, b.high)};
}
static inline Vec sub(Vec a, Vec b) {
    return {vsubq_f32(a.low, b.low), vsubq_f32(a.high, b.high)};
}
static inline Vec mul(Vec a, Vec b) {
    return {vmulq_f32(a.low, b.low), vmulq_f32(a.high, b.high)};
}
static inline Vec div(Vec a, Vec b) {
    return {vdivq_f32(a.low, b.low), vdivq_f32(a.high, b.high)};
}
// As on x86: the second operand where either is NaN.
static inline float32x4_t max_(float32x4_t a, float32x4_t b) {
    return vbslq_f32(vcgtq_f32(a, b), a, b);
}
static inline float32x4_t min_(float32x4_t a, float32x4_t b) {
    return vbslq_f32(vcltq_f32(a, b), a, b);
}
static inline Vec max(Vec a, Vec b) {
    return {max_(a.low, b.low), max_(a.high, b.high)};
}
static inline Vec min(Vec a, Vec b) {
    return {min_(a.low, b.low), min_(a.high, b.high)};
}
// a * b + c
static inline Vec fma(Vec a, Vec b, Vec c) {
    return {vfmaq_f32(c.low, a.low, b.low), vfmaq_f32(c.high, a.high, b.high)};
}
// a > 0 ? b : c
static inline Vec if_positive(Vec a, Vec b, Vec c) {
    return {vbslq_f32(vcgtzq_f32(a.low), b.low, c.low), vbslq_f32(vcgtzq_f32(a.high), b.high, c.high)};
}
// a is NaN ? a : b
static inline Vec keep_nan(Vec a, Vec b) {
    return {vbslq_f32(vceqq_f32(a.low, a.low), b.low, a.low),
            vbslq_f32(vceqq_f32(a.high, a.high), b.high, a.high)};
}
static inline Vec round_nearest(Vec a) {
    return {vrndnq_f32(a.low), vrndnq_f32(a.high)};
}
// 2^a for an integral a in [-126, 127].
static inline float32x4_t exp2_integral_(float32x4_t a) {
    return vreinterpretq_f32_s32(vshlq_n_s32(vaddq_s32(vcvtnq_s32_f32(a), vdupq_n_s32(127)), 23));
}
static inline Vec exp2_integral(Vec a) {
    return {exp2_integral_(a.low), exp2_integral_(a.high)};
}

// The largest lane; the pairs are those of AVX2's version, so that both give the same bits.
static inline float largest(Vec a) {
    const float32x4_t quads = max_(a.low, a.high);
    const float32x4_t pairs = max_(quads, vextq_f32(quads, quads, 2));
    return vgetq_lane_f32(max_(pairs, vextq_f32(pairs, pairs, 1)), 0);
}
// The sum of the lanes.
static inline float total(Vec a) {
    const float32x4_t quads = vaddq_f32(a.low, a.high);
    const float32x4_t pairs = vaddq_f32(quads, vextq_f32(quads, quads, 2));
    return vgetq_lane_f32(pairs, 0) + vgetq_lane_f32(pairs, 1);
}

// Lane j of row i becomes lane i of row j.
static inline void transpose4_(float32x4_t& a, float32x4_t& b, float32x4_t& c, float32x4_t& d) {
    const float32x4x2_t first = vtrnq_f32(a, b), second = vtrnq_f32(c, d);
    a = vcombine_f32(vget_low_f32(first.val[0]), vget_low_f32(second.val[0]));
    b = vcombine_f32(vget_low_f32(first.val[1]), vget_low_f32(second.val[1]));
    c = vcombine_f32(vget_high_f32(first.val[0]), vget_high_f32(second.val[0]));
    d = vcombine_f32(vget_high_f32(first.val[1]), vget_high_f32(second.val[1]));
}
static inline void transpose(Vec (&rows)[kLanes]) {
    for (int i = 0; i < 8; i += 4) {
        transpose4_(rows[i].low, rows[i + 1].low, rows[i + 2].low, rows[i + 3].low);
        transpose4_(rows[i].high, rows[i + 1].high, rows[i + 2].high, rows[i + 3].high);
    }
    for (int i = 0; i < 4; ++i) {
        const float32x4_t high = rows[i].high;
        rows[i].high = rows[i + 4].low;
        rows[i + 4].low = high;
    }
}

// Eight binary16 values.
static inline Vec load_half(const uint16_t* p) {
    const float16x8_t halves = vreinterpretq_f16_u16(vld1q_u16(p));
    return {vcvt_f32_f16(vget_low_f16(halves)), vcvt_high_f32_f16(halves)};
}
// Eight bfloat16 values.
static inline Vec load_bfloat(const uint16_t* p) {
    const uint16x8_t halves = vld1q_u16(p);
    return {vreinterpretq_f32_u32(vshll_n_u16(vget_low_u16(halves), 16)),
            vreinterpretq_f32_u32(vshll_high_n_u16(halves, 16))};
}
// Rounds to the nearest, ties to even.
static inline void store_half(uint16_t* p, Vec a) {
    vst1q_u16(p, vreinterpretq_u16_f16(vcvt_high_f16_f32(vcvt_f16_f32(a.low), a.high)));
}
// Counts finite values that store_half makes infinite.
class OverflowCount {
  public:
    void add(Vec a) {
        add_(a.low);
        add_(a.high);
    }
    uint64_t total() const { return vaddlvq_u32(lanes_); }

  private:
    void add_(float32x4_t a) {
        const float32x4_t magnitude = vabsq_f32(a);
        const uint32x4_t large = vcgeq_f32(magnitude, vdupq_n_f32(65520.0f));
        const uint32x4_t finite = vcltq_f32(magnitude, vdupq_n_f32(__builtin_inff()));
        // A lane of ones is -1.
        lanes_ = vsubq_u32(lanes_, vandq_u32(large, finite));
    }

    uint32x4_t lanes_ = vdupq_n_u32(0);
};

// Eight float64 lanes that sum what eight float32 lanes bring.
struct Vec64 {
    float64x2_t a, b, c, d;
};
static inline Vec64 zero64() {
    return {vdupq_n_f64(0), vdupq_n_f64(0), vdupq_n_f64(0), vdupq_n_f64(0)};
}
static inline Vec64 widen(Vec x) {
    return {vcvt_f64_f32(vget_low_f32(x.low)), vcvt_high_f64_f32(x.low), vcvt_f64_f32(vget_low_f32(x.high)),
            vcvt_high_f64_f32(x.high)};
}
static inline Vec64 add(Vec64 x, Vec64 y) {
    return {vaddq_f64(x.a, y.a), vaddq_f64(x.b, y.b), vaddq_f64(x.c, y.c), vaddq_f64(x.d, y.d)};
}
static inline Vec64 fma(Vec64 x, Vec64 y, Vec64 z) {
    return {vfmaq_f64(z.a, x.a, y.a), vfmaq_f64(z.b, x.b, y.b), vfmaq_f64(z.c, x.c, y.c),
            vfmaq_f64(z.d, x.d, y.d)};
}
static inline void store(double* p, Vec64 x) {
    vst1q_f64(p, x.a);
    vst1q_f64(p + 2, x.b);
    vst1q_f64(p + 4, x.c);
    vst1q_f64(p + 6, x.d);
}

static inline void prefetch(const void* p) {
    __builtin_prefetch(p);
}

}  // namespace sige::neon
