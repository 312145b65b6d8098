// Element-wise operators and their kin: each pixel of dst from the same pixel of the sources, or the four
// under it.
#pragma once

#include "common.metal"

kernel void activate_f32(constant Pixelwise& p [[buffer(0)]], device const Place* list [[buffer(1)]],
                         device const float* src [[buffer(2)]], device const float* scale [[buffer(3)]],
                         device const float* shift [[buffer(4)]], device float* dst [[buffer(5)]],
                         uint3 at [[thread_position_in_grid]]) {
    const int channel = int(at.x), i = int(at.y), image = int(at.z);
    if (channel >= p.channels || i >= p.pixels.count) return;
    const Place place = place_of(p.pixels, list, i);
    const float value = src[element(p.a, image, place.y, place.x) + channel];
    dst[element(p.dst, image, place.y, place.x) + channel] =
        apply(p.affine, scale, shift, image, channel, value);
}

kernel void add_f32(constant Pixelwise& p [[buffer(0)]], device const Place* list [[buffer(1)]],
                    device const float* a [[buffer(2)]], device const float* b [[buffer(3)]],
                    device float* dst [[buffer(4)]], uint3 at [[thread_position_in_grid]]) {
    const int channel = int(at.x), i = int(at.y), image = int(at.z);
    if (channel >= p.channels || i >= p.pixels.count) return;
    const Place place = place_of(p.pixels, list, i);
    dst[element(p.dst, image, place.y, place.x) + channel] =
        a[element(p.a, image, place.y, place.x) + channel] +
        b[element(p.b, image, place.y, place.x) + channel];
}

kernel void gate_f32(constant Pixelwise& p [[buffer(0)]], device const Place* list [[buffer(1)]],
                     device const float* src [[buffer(2)]], device const float* gate [[buffer(3)]],
                     device float* dst [[buffer(4)]], uint3 at [[thread_position_in_grid]]) {
    const int channel = int(at.x), i = int(at.y), image = int(at.z);
    if (channel >= p.channels || i >= p.pixels.count) return;
    const Place place = place_of(p.pixels, list, i);
    const float opened =
        activate(p.affine.activation, p.affine.slope, gate[element(p.b, image, place.y, place.x) + channel]);
    dst[element(p.dst, image, place.y, place.x) + channel] =
        src[element(p.a, image, place.y, place.x) + channel] * opened;
}

// gamma and beta that are one pixel an image have strides of 0 from pixel to pixel.
kernel void modulate_f32(constant Pixelwise& p [[buffer(0)]], device const Place* list [[buffer(1)]],
                         device const float* src [[buffer(2)]], device const float* scale [[buffer(3)]],
                         device const float* shift [[buffer(4)]], device const float* gamma [[buffer(5)]],
                         device const float* beta [[buffer(6)]], device float* dst [[buffer(7)]],
                         uint3 at [[thread_position_in_grid]]) {
    const int channel = int(at.x), i = int(at.y), image = int(at.z);
    if (channel >= p.channels || i >= p.pixels.count) return;
    const Place place = place_of(p.pixels, list, i);
    const float normalised =
        scaled(p.affine, scale, shift, image, channel, src[element(p.a, image, place.y, place.x) + channel]);
    float gain = 1.0f;
    if (p.has_c != 0) gain += gamma[element(p.c, image, place.y, place.x) + channel];
    const float value = normalised * gain + beta[element(p.b, image, place.y, place.x) + channel];
    dst[element(p.dst, image, place.y, place.x) + channel] =
        activate(p.affine.activation, p.affine.slope, value);
}

kernel void average_pool_f32(constant Pixelwise& p [[buffer(0)]], device const Place* list [[buffer(1)]],
                             device const float* src [[buffer(2)]], device const float* scale [[buffer(3)]],
                             device const float* shift [[buffer(4)]], device float* dst [[buffer(5)]],
                             uint3 at [[thread_position_in_grid]]) {
    const int channel = int(at.x), i = int(at.y), image = int(at.z);
    if (channel >= p.channels || i >= p.pixels.count) return;
    const Place place = place_of(p.pixels, list, i);
    float sum = 0.0f;
    for (int corner = 0; corner < 4; ++corner) {
        const long from = element(p.a, image, 2 * place.y + corner / 2, 2 * place.x + corner % 2);
        sum += apply(p.affine, scale, shift, image, channel, src[from + channel]);
    }
    dst[element(p.dst, image, place.y, place.x) + channel] = sum * 0.25f;
}

// The pixel of the source under a pixel of dst, the top left of several.
static inline long under(constant Pixelwise& p, int image, Place place) {
    return element(p.a, image, int(long(place.y) * p.a.h / p.dst.h), int(long(place.x) * p.a.w / p.dst.w));
}

kernel void resize_f32(constant Pixelwise& p [[buffer(0)]], device const Place* list [[buffer(1)]],
                       device const float* src [[buffer(2)]], device float* dst [[buffer(3)]],
                       uint3 at [[thread_position_in_grid]]) {
    const int channel = int(at.x), i = int(at.y), image = int(at.z);
    if (channel >= p.channels || i >= p.pixels.count) return;
    const Place place = place_of(p.pixels, list, i);
    dst[element(p.dst, image, place.y, place.x) + channel] = src[under(p, image, place) + channel];
}

kernel void resize_u8(constant Pixelwise& p [[buffer(0)]], device const Place* list [[buffer(1)]],
                      device const uchar* src [[buffer(2)]], device uchar* dst [[buffer(3)]],
                      uint3 at [[thread_position_in_grid]]) {
    const int channel = int(at.x), i = int(at.y), image = int(at.z);
    if (channel >= p.channels || i >= p.pixels.count) return;
    const Place place = place_of(p.pixels, list, i);
    dst[element(p.dst, image, place.y, place.x) + channel] = src[under(p, image, place) + channel];
}

kernel void one_hot_f32(constant Pixelwise& p [[buffer(0)]], device const Place* list [[buffer(1)]],
                        device const uchar* labels [[buffer(2)]], device float* dst [[buffer(3)]],
                        uint3 at [[thread_position_in_grid]]) {
    const int channel = int(at.x), i = int(at.y), image = int(at.z);
    if (channel >= p.channels || i >= p.pixels.count) return;
    const Place place = place_of(p.pixels, list, i);
    const int id = labels[element(p.a, image, place.y, place.x)];
    dst[element(p.dst, image, place.y, place.x) + channel] = id == channel ? 1.0f : 0.0f;
}
