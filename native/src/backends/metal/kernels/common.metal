// What all kernels share: addresses and values of pixels, scale and shift, and element-wise functions that
// give the same bits on every device.
#pragma once

#include <metal_stdlib>

#include "backends/metal/parameters.h"

using namespace metal;
using namespace sige::parameters;

// Memory that the threads of a group share. The host's emulation defines it otherwise.
#if !defined(SIGE_THREADGROUP)
#define SIGE_THREADGROUP(Type, name, size) threadgroup Type name size
#endif

static inline Place place_of(constant Pixels& pixels, device const Place* list, int i) {
    if (pixels.is_listed != 0) return list[i];
    Place place;
    place.y = i / pixels.w;
    place.x = i % pixels.w;
    return place;
}

// The first channel of a pixel.
static inline long element(constant View& view, int image, int y, int x) {
    return image * view.image_stride + (long(y) * view.w + x) * view.pixel_stride;
}

// Values of memory that holds float32 or float16. All threads of a call go the same way, so that a kernel's
// text serves every combination of types without one of its own for each.
static inline float load(device const void* memory, int is_half, long at) {
    if (is_half != 0) return float(static_cast<device const half*>(memory)[at]);
    return static_cast<device const float*>(memory)[at];
}

// Rounds to the nearest float16, of two to the even one; what is past 65504 becomes infinite.
static inline void store(device void* memory, int is_half, long at, float value) {
    if (is_half != 0)
        static_cast<device half*>(memory)[at] = half(value);
    else
        static_cast<device float*>(memory)[at] = value;
}

// The same for a channel of a pixel.
static inline float load(device const void* memory, constant View& view, int image, Place place,
                         int channel) {
    return load(memory, view.is_half, element(view, image, place.y, place.x) + channel);
}

static inline void store(device void* memory, constant View& view, int image, Place place, int channel,
                         float value) {
    store(memory, view.is_half, element(view, image, place.y, place.x) + channel, value);
}

// exp(x) for x of -87 to 88, clamped: Cody-Waite reduction and a polynomial of degree 6.
static inline float exponential(float x) {
    const float clamped = x < -87.0f ? -87.0f : (x > 88.0f ? 88.0f : x);
    const float n = rint(clamped * 1.44269504088896341f);
    const float r = fma(n, 2.12194440e-4f, fma(n, -0.693359375f, clamped));
    float p = 1.9875691500e-4f;
    p = fma(p, r, 1.3981999507e-3f);
    p = fma(p, r, 8.3334519073e-3f);
    p = fma(p, r, 4.1665795894e-2f);
    p = fma(p, r, 1.6666665459e-1f);
    p = fma(p, r, 5.0000001201e-1f);
    p = fma(p, r * r, r) + 1.0f;
    return p * as_type<float>(uint(int(n) + 127) << 23);
}

static inline float silu(float x) {
    return x / (1.0f + exponential(-x));
}

// An odd polynomial below 0.625, where 1 - 2 / (exp(2x) + 1) would cancel.
static inline float hyperbolic_tangent(float x) {
    const float magnitude = fabs(x);
    if (magnitude > 0.625f) {
        const float large = 1.0f - 2.0f / (exponential(magnitude + magnitude) + 1.0f);
        return x < 0.0f ? -large : large;
    }
    const float s = x * x;
    float p = -5.70498872745e-3f;
    p = fma(p, s, 2.06390887954e-2f);
    p = fma(p, s, -5.37397155531e-2f);
    p = fma(p, s, 1.33314422036e-1f);
    p = fma(p, s, -3.33332819422e-1f);
    return fma(p * s, x, x);
}

// x Phi(x) = max(x, 0) - |x| Phi(-|x|), where nothing cancels. Phi(-a) = exp(-a^2 / 2) t p(t), t = 1 / (1 +
// 0.27 a): the form of Abramowitz and Stegun, Handbook of Mathematical Functions, 7.1.26, with the polynomial
// of the CPU's kernels. Past 14 the tail is 0 in float32.
static inline float gelu(float x) {
    const float a = fabs(x) > 14.0f ? 14.0f : fabs(x);
    const float t = 1.0f / fma(a, 0.27f, 1.0f);
    float p = 0.0291070282f;
    p = fma(p, t, -0.12724212f);
    p = fma(p, t, 0.171444687f);
    p = fma(p, t, -0.0712139169f);
    p = fma(p, t, 0.109277206f);
    p = fma(p, t, 0.0714060626f);
    p = fma(p, t, 0.101980367f);
    p = fma(p, t, 0.107518603f);
    p = fma(p, t, 0.107722093f);
    return (x > 0.0f ? x : 0.0f) - a * t * p * exponential(a * (a * -0.5f));
}

static inline float activate(int activation, float slope, float x) {
    // What follows compares, and a comparison loses a NaN.
    if (x != x) return x;
    switch (activation) {
        case kRelu:
            return x < 0.0f ? 0.0f : x;
        case kLeakyRelu:
            return x > 0.0f ? x : x * slope;
        case kSilu:
            return silu(x);
        case kTanh:
            return hyperbolic_tangent(x);
        case kGelu:
            return gelu(x);
        case kQuickGelu:
            return x / (1.0f + exponential(-1.702f * x));
        default:
            return x;
    }
}

// x * scale + shift, without the activation.
static inline float scaled(constant Affine& affine, device const float* scale, device const float* shift,
                           int image, int channel, float x) {
    const long at = image * affine.image_stride + channel;
    if (affine.has_scale != 0) x *= scale[at];
    if (affine.has_shift != 0) x += shift[at];
    return x;
}

static inline float apply(constant Affine& affine, device const float* scale, device const float* shift,
                          int image, int channel, float x) {
    return activate(affine.activation, affine.slope, scaled(affine, scale, shift, image, channel, x));
}
