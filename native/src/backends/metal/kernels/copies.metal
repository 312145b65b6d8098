// Copies of memory, and of pixels between tensors of float32 and float16 that may hold regions.
#pragma once

#include "common.metal"

kernel void copy_bytes(constant CopyMemory& p [[buffer(0)]], device const uchar* src [[buffer(1)]],
                       device uchar* dst [[buffer(2)]], uint2 at [[thread_position_in_grid]]) {
    const long i = (long(at.y) << 20) + at.x;
    if (i < p.count) dst[i] = src[i];
}

kernel void copy_words(constant CopyMemory& p [[buffer(0)]], device const uint* src [[buffer(1)]],
                       device uint* dst [[buffer(2)]], uint2 at [[thread_position_in_grid]]) {
    const long i = (long(at.y) << 20) + at.x;
    if (i < p.count) dst[i] = src[i];
}

// The element of a region's tensor at the i-th place of a copy.
static inline long held(constant View& view, constant Place& origin, Place place, int image) {
    return element(view, image, place.y - origin.y, place.x - origin.x);
}

static inline Place picture_place(constant CopyPixels& p, device const Place* list, int i) {
    Place place = place_of(p.pixels, list, i);
    place.y += p.first.y;
    place.x += p.first.x;
    return place;
}

// Copies one value and counts whether it became infinite. There are no atomic words of 64 bits on every GPU:
// the lower half carries into the upper one.
static inline void count_overflow(device atomic_uint* overflows) {
    const uint before = atomic_fetch_add_explicit(overflows, 1u, memory_order_relaxed);
    if (before == 0xffffffffu) atomic_fetch_add_explicit(overflows + 1, 1u, memory_order_relaxed);
}

#define SIGE_COPY_PIXELS(name, From, To)                                                                  \
    kernel void name(constant CopyPixels& p [[buffer(0)]], device const Place* list [[buffer(1)]],        \
                     device const From* src [[buffer(2)]], device To* dst [[buffer(3)]],                  \
                     device atomic_uint* overflows [[buffer(4)]], uint3 at [[thread_position_in_grid]]) { \
        const int channel = int(at.x), i = int(at.y), image = int(at.z);                                  \
        if (channel >= p.channels || i >= p.pixels.count) return;                                         \
        const Place place = picture_place(p, list, i);                                                    \
        const From value = src[held(p.src, p.src_origin, place, image) + channel];                        \
        const To copy = To(value);                                                                        \
        dst[held(p.dst, p.dst_origin, place, image) + channel] = copy;                                    \
        if (p.counts_overflows != 0 && isinf(copy) && !isinf(value)) count_overflow(overflows);           \
    }

SIGE_COPY_PIXELS(copy_pixels_f32_f16, float, half)
SIGE_COPY_PIXELS(copy_pixels_f16_f32, half, float)

#undef SIGE_COPY_PIXELS

// Within one type bits move as they are.
#define SIGE_MOVE_PIXELS(name, Word)                                                               \
    kernel void name(constant CopyPixels& p [[buffer(0)]], device const Place* list [[buffer(1)]], \
                     device const Word* src [[buffer(2)]], device Word* dst [[buffer(3)]],         \
                     uint3 at [[thread_position_in_grid]]) {                                       \
        const int channel = int(at.x), i = int(at.y), image = int(at.z);                           \
        if (channel >= p.channels || i >= p.pixels.count) return;                                  \
        const Place place = picture_place(p, list, i);                                             \
        dst[held(p.dst, p.dst_origin, place, image) + channel] =                                   \
            src[held(p.src, p.src_origin, place, image) + channel];                                \
    }

SIGE_MOVE_PIXELS(copy_pixels_f32_f32, uint)
SIGE_MOVE_PIXELS(copy_pixels_f16_f16, ushort)

#undef SIGE_MOVE_PIXELS
