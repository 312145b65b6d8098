// Element-wise operators and their kin: each pixel of dst from the same pixel of the sources, or the four
// under it.
#pragma once

#include "common.metal"

kernel void activate_f32(constant Pixelwise& p [[buffer(0)]], device const Place* list [[buffer(1)]],
                         device const void* src [[buffer(2)]], device const float* scale [[buffer(3)]],
                         device const float* shift [[buffer(4)]], device void* dst [[buffer(5)]],
                         uint3 at [[thread_position_in_grid]]) {
    const int channel = int(at.x), i = int(at.y), image = int(at.z);
    if (channel >= p.channels || i >= p.pixels.count) return;
    const Place place = place_of(p.pixels, list, i);
    const float value = load(src, p.a, image, place, channel);
    store(dst, p.dst, image, place, channel, apply(p.affine, scale, shift, image, channel, value));
}

kernel void add_f32(constant Pixelwise& p [[buffer(0)]], device const Place* list [[buffer(1)]],
                    device const void* a [[buffer(2)]], device const void* b [[buffer(3)]],
                    device void* dst [[buffer(4)]], uint3 at [[thread_position_in_grid]]) {
    const int channel = int(at.x), i = int(at.y), image = int(at.z);
    if (channel >= p.channels || i >= p.pixels.count) return;
    const Place place = place_of(p.pixels, list, i);
    const float sum = load(a, p.a, image, place, channel) + load(b, p.b, image, place, channel);
    store(dst, p.dst, image, place, channel, sum);
}

kernel void gate_f32(constant Pixelwise& p [[buffer(0)]], device const Place* list [[buffer(1)]],
                     device const void* src [[buffer(2)]], device const void* gate [[buffer(3)]],
                     device void* dst [[buffer(4)]], uint3 at [[thread_position_in_grid]]) {
    const int channel = int(at.x), i = int(at.y), image = int(at.z);
    if (channel >= p.channels || i >= p.pixels.count) return;
    const Place place = place_of(p.pixels, list, i);
    const float opened =
        activate(p.affine.activation, p.affine.slope, load(gate, p.b, image, place, channel));
    store(dst, p.dst, image, place, channel, load(src, p.a, image, place, channel) * opened);
}

// gamma and beta that are one pixel an image have strides of 0 from pixel to pixel.
kernel void modulate_f32(constant Pixelwise& p [[buffer(0)]], device const Place* list [[buffer(1)]],
                         device const void* src [[buffer(2)]], device const float* scale [[buffer(3)]],
                         device const float* shift [[buffer(4)]], device const void* gamma [[buffer(5)]],
                         device const void* beta [[buffer(6)]], device void* dst [[buffer(7)]],
                         uint3 at [[thread_position_in_grid]]) {
    const int channel = int(at.x), i = int(at.y), image = int(at.z);
    if (channel >= p.channels || i >= p.pixels.count) return;
    const Place place = place_of(p.pixels, list, i);
    const float normalised =
        scaled(p.affine, scale, shift, image, channel, load(src, p.a, image, place, channel));
    float gain = 1.0f;
    if (p.has_c != 0) gain += load(gamma, p.c, image, place, channel);
    const float value = normalised * gain + load(beta, p.b, image, place, channel);
    store(dst, p.dst, image, place, channel, activate(p.affine.activation, p.affine.slope, value));
}

kernel void average_pool_f32(constant Pixelwise& p [[buffer(0)]], device const Place* list [[buffer(1)]],
                             device const void* src [[buffer(2)]], device const float* scale [[buffer(3)]],
                             device const float* shift [[buffer(4)]], device void* dst [[buffer(5)]],
                             uint3 at [[thread_position_in_grid]]) {
    const int channel = int(at.x), i = int(at.y), image = int(at.z);
    if (channel >= p.channels || i >= p.pixels.count) return;
    const Place place = place_of(p.pixels, list, i);
    float sum = 0.0f;
    for (int corner = 0; corner < 4; ++corner) {
        Place from;
        from.y = 2 * place.y + corner / 2;
        from.x = 2 * place.x + corner % 2;
        sum += apply(p.affine, scale, shift, image, channel, load(src, p.a, image, from, channel));
    }
    store(dst, p.dst, image, place, channel, sum * 0.25f);
}

// The pixel of the source under a pixel of dst, the top left of several.
static inline long under(constant Pixelwise& p, int image, Place place) {
    return element(p.a, image, int(long(place.y) * p.a.h / p.dst.h), int(long(place.x) * p.a.w / p.dst.w));
}

// Bits move as they are, whatever they mean.
#define SIGE_RESIZE(name, Word)                                                                         \
    kernel void name(constant Pixelwise& p [[buffer(0)]], device const Place* list [[buffer(1)]],       \
                     device const Word* src [[buffer(2)]], device Word* dst [[buffer(3)]],              \
                     uint3 at [[thread_position_in_grid]]) {                                            \
        const int channel = int(at.x), i = int(at.y), image = int(at.z);                                \
        if (channel >= p.channels || i >= p.pixels.count) return;                                       \
        const Place place = place_of(p.pixels, list, i);                                                \
        dst[element(p.dst, image, place.y, place.x) + channel] = src[under(p, image, place) + channel]; \
    }

SIGE_RESIZE(resize_u8, uchar)
SIGE_RESIZE(resize_f16, ushort)
SIGE_RESIZE(resize_f32, uint)

#undef SIGE_RESIZE

kernel void one_hot_f32(constant Pixelwise& p [[buffer(0)]], device const Place* list [[buffer(1)]],
                        device const uchar* labels [[buffer(2)]], device void* dst [[buffer(3)]],
                        uint3 at [[thread_position_in_grid]]) {
    const int channel = int(at.x), i = int(at.y), image = int(at.z);
    if (channel >= p.channels || i >= p.pixels.count) return;
    const Place place = place_of(p.pixels, list, i);
    const int id = labels[element(p.a, image, place.y, place.x)];
    store(dst, p.dst, image, place, channel, id == channel ? 1.0f : 0.0f);
}
