// Element-wise functions in float32: the polynomials of the CPU's kernels (kernels/simd/activation.inl), so
// that both devices hold to the same tolerances. The hardware's own exp2 loses the digits that a large
// argument needs.
#pragma once

#include "backends/cuda/kernels/device/port.h"
#include "sige/types.h"

namespace sige::cuda {

// exp(x), x clamped to [-87, 88]: Cody-Waite reduction and a degree-6 polynomial, below 2 ulp.
SIGE_DEVICE float exp_f32(float x) {
    x = fminf(fmaxf(x, -87.0f), 88.0f);
    const float n = rintf(x * 1.44269504088896341f);
    const float r = fmaf(n, 2.12194440e-4f, fmaf(n, -0.693359375f, x));
    float p = 1.9875691500e-4f;
    p = fmaf(p, r, 1.3981999507e-3f);
    p = fmaf(p, r, 8.3334519073e-3f);
    p = fmaf(p, r, 4.1665795894e-2f);
    p = fmaf(p, r, 1.6666665459e-1f);
    p = fmaf(p, r, 5.0000001201e-1f);
    p = fmaf(p, r * r, r + 1.0f);
    return p * __int_as_float((static_cast<int>(n) + 127) << 23);
}

// Clamps lose a NaN: it is put back.
SIGE_DEVICE float keep_nan(float x, float y) {
    return x == x ? y : x;
}

SIGE_DEVICE float silu_f32(float x) {
    return keep_nan(x, x / (1.0f + exp_f32(-x)));
}

// An odd polynomial below |x| = 0.625, where 1 - 2 / (exp(2x) + 1) would cancel.
SIGE_DEVICE float tanh_f32(float x) {
    const float s = x * x;
    float p = -5.70498872745e-3f;
    p = fmaf(p, s, 2.06390887954e-2f);
    p = fmaf(p, s, -5.37397155531e-2f);
    p = fmaf(p, s, 1.33314422036e-1f);
    p = fmaf(p, s, -3.33332819422e-1f);
    const float small = fmaf(p * s, x, x);
    const float large = 1.0f - 2.0f / (exp_f32(x + x) + 1.0f);
    return keep_nan(x, fabsf(x) > 0.625f ? large : small);
}

// x Phi(x) = max(x, 0) - |x| Phi(-|x|), where nothing cancels; Phi as in Abramowitz and Stegun, Handbook of
// Mathematical Functions, 7.1.26. Past 14 the tail is 0 in float32.
SIGE_DEVICE float gelu_f32(float x) {
    const float a = fminf(fabsf(x), 14.0f);
    const float t = 1.0f / fmaf(a, 0.27f, 1.0f);
    float p = 0.0291070282f;
    p = fmaf(p, t, -0.12724212f);
    p = fmaf(p, t, 0.171444687f);
    p = fmaf(p, t, -0.0712139169f);
    p = fmaf(p, t, 0.109277206f);
    p = fmaf(p, t, 0.0714060626f);
    p = fmaf(p, t, 0.101980367f);
    p = fmaf(p, t, 0.107518603f);
    p = fmaf(p, t, 0.107722093f);
    const float tail = a * t * p * exp_f32(a * (a * -0.5f));
    return keep_nan(x, fmaxf(x, 0.0f) - tail);
}

SIGE_DEVICE float quick_gelu_f32(float x) {
    return keep_nan(x, x / (1.0f + exp_f32(x * -1.702f)));
}

SIGE_DEVICE float activate(sige_activation activation, float slope, float x) {
    switch (activation) {
        case SIGE_ACTIVATION_RELU:
            return x < 0.0f ? 0.0f : x;
        case SIGE_ACTIVATION_LEAKY_RELU:
            return x > 0.0f ? x : x * slope;
        case SIGE_ACTIVATION_SILU:
            return silu_f32(x);
        case SIGE_ACTIVATION_TANH:
            return tanh_f32(x);
        case SIGE_ACTIVATION_GELU:
            return gelu_f32(x);
        case SIGE_ACTIVATION_QUICK_GELU:
            return quick_gelu_f32(x);
        default:
            return x;
    }
}

}  // namespace sige::cuda
