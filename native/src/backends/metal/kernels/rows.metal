// Operators over the channels of a pixel: layer normalisation, and the embedding of a time.
#pragma once

#include "common.metal"

// A simdgroup takes a pixel: the mean first, then the variance of what is left. In place it reads a value for
// the last time just before it writes it.
kernel void layer_norm_f32(constant Pixelwise& p [[buffer(0)]], device const Place* list [[buffer(1)]],
                           device const void* src [[buffer(2)]], device const float* weight [[buffer(3)]],
                           device const float* bias [[buffer(4)]], device void* dst [[buffer(5)]],
                           uint3 at [[thread_position_in_grid]], uint lane [[thread_index_in_simdgroup]]) {
    const int i = int(at.y), image = int(at.z);
    if (i >= p.pixels.count) return;
    const Place place = place_of(p.pixels, list, i);
    float sum = 0.0f;
    for (int channel = int(lane); channel < p.channels; channel += 32)
        sum += load(src, p.a, image, place, channel);
    const float mean = simd_sum(sum) / float(p.channels);
    float squares = 0.0f;
    for (int channel = int(lane); channel < p.channels; channel += 32) {
        const float distance = load(src, p.a, image, place, channel) - mean;
        squares += distance * distance;
    }
    const float scale = 1.0f / sqrt(simd_sum(squares) / float(p.channels) + p.eps);
    for (int channel = int(lane); channel < p.channels; channel += 32) {
        float value = (load(src, p.a, image, place, channel) - mean) * scale;
        if (p.has_c != 0) value *= weight[channel];
        if (p.has_bias != 0) value += bias[channel];
        store(dst, p.dst, image, place, channel, value);
    }
}

// The sine and cosine of an angle of 0 to some ten thousand: the nearest multiple of pi / 2 is taken off in
// three parts, whose products with it are exact or fused, and polynomials on [-pi / 4, pi / 4] do the rest.
// Source: Cody and Waite, Software Manual for the Elementary Functions, chapter 8.
struct SineCosine {
    float sine, cosine;
};

static inline SineCosine sine_cosine(float angle) {
    const float n = rint(angle * 0.63661977236758134f);
    float r = fma(n, -1.5703125f, angle);
    r = fma(n, -4.837512969970703125e-4f, r);
    r = fma(n, -7.54978995489188216e-8f, r);
    const float s = r * r;
    float sine = fma(2.718311493989822e-6f, s, -1.9839334836096632e-4f);
    sine = fma(sine, s, 8.333329385889463e-3f);
    sine = fma(sine, s, -1.6666666641626524e-1f);
    sine = fma(sine * s, r, r);
    float cosine = fma(2.439045070356e-5f, s, -1.388676377460e-3f);
    cosine = fma(cosine, s, 4.166662332737e-2f);
    cosine = fma(cosine, s, -4.999999970e-1f);
    cosine = fma(cosine, s, 1.0f);
    const int quadrant = int(n) & 3;
    SineCosine result;
    result.sine = (quadrant & 1) != 0 ? cosine : sine;
    result.cosine = (quadrant & 1) != 0 ? sine : cosine;
    if ((quadrant & 2) != 0) result.sine = -result.sine;
    if (quadrant == 1 || quadrant == 2) result.cosine = -result.cosine;
    return result;
}

kernel void time_embedding_f32(constant TimeEmbedding& p [[buffer(0)]], device const float* src [[buffer(1)]],
                               device float* dst [[buffer(2)]], uint2 at [[thread_position_in_grid]]) {
    const int i = int(at.x), image = int(at.y);
    if (i >= p.half_channels || image >= p.images) return;
    const float frequency = exponential(float(i) * p.step);
    const SineCosine value = sine_cosine(src[image * p.src.image_stride] * frequency);
    device float* row = dst + image * p.dst.image_stride;
    row[p.sines_first != 0 ? i : p.half_channels + i] = value.sine;
    row[p.sines_first != 0 ? p.half_channels + i : i] = value.cosine;
}
