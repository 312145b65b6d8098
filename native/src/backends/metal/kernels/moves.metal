// Gather and scatter: between the pixels of tensors and rows in an active set's order. Rows have the type of
// the tensor, and what is only moved keeps its bits.
#pragma once

#include "common.metal"

static inline void copy_value(device const void* src, long from, device void* dst, long to, int is_half) {
    if (is_half != 0)
        static_cast<device ushort*>(dst)[to] = static_cast<device const ushort*>(src)[from];
    else
        static_cast<device uint*>(dst)[to] = static_cast<device const uint*>(src)[from];
}

static inline bool is_identity(constant Affine& affine) {
    return affine.has_scale == 0 && affine.has_shift == 0 && affine.activation == kNone;
}

// One value, after the prologue.
static inline void move_value(constant Move& p, device const float* scale, device const float* shift,
                              int image, int channel, device const void* src, long from, device void* dst,
                              long to) {
    const int is_half = p.tensor.is_half;
    if (is_identity(p.affine))
        copy_value(src, from, dst, to, is_half);
    else
        store(dst, is_half, to, apply(p.affine, scale, shift, image, channel, load(src, is_half, from)));
}

kernel void gather_f32(constant Move& p [[buffer(0)]], device const Place* list [[buffer(1)]],
                       device const void* src [[buffer(2)]], device const float* scale [[buffer(3)]],
                       device const float* shift [[buffer(4)]], device void* rows [[buffer(5)]],
                       uint3 at [[thread_position_in_grid]]) {
    const int channel = int(at.x), i = int(at.y), image = int(at.z);
    if (channel >= p.channels || i >= p.pixels.count) return;
    const Place place = place_of(p.pixels, list, i);
    move_value(p, scale, shift, image, channel, src, element(p.tensor, image, place.y, place.x) + channel,
               rows, (long(image) * p.pixels.count + i) * p.channels + channel);
}

kernel void scatter_f32(constant Move& p [[buffer(0)]], device const Place* list [[buffer(1)]],
                        device const void* rows [[buffer(2)]], device const void* added [[buffer(3)]],
                        device void* dst [[buffer(4)]], uint3 at [[thread_position_in_grid]]) {
    const int channel = int(at.x), i = int(at.y), image = int(at.z);
    if (channel >= p.channels || i >= p.pixels.count) return;
    const Place place = place_of(p.pixels, list, i);
    const long row = (long(image) * p.pixels.count + i) * p.channels + channel;
    const long to = element(p.tensor, image, place.y, place.x) + channel;
    if (p.what_is_added == kNothing) {
        copy_value(rows, row, dst, to, p.tensor.is_half);
        return;
    }
    const float more = p.what_is_added == kTensor ? load(added, p.added, image, place, channel)
                                                  : load(added, p.tensor.is_half, row);
    store(dst, p.tensor.is_half, to, load(rows, p.tensor.is_half, row) + more);
}

kernel void scatter_gather_f32(constant Move& p [[buffer(0)]], device const Place* list [[buffer(1)]],
                               device const int* ranks [[buffer(2)]], device const void* rows [[buffer(3)]],
                               device const void* recorded [[buffer(4)]],
                               device const float* scale [[buffer(5)]],
                               device const float* shift [[buffer(6)]], device void* dst [[buffer(7)]],
                               uint3 at [[thread_position_in_grid]]) {
    const int channel = int(at.x), i = int(at.y), image = int(at.z);
    if (channel >= p.channels || i >= p.pixels.count) return;
    const Place place = place_of(p.pixels, list, i);
    const int rank = ranks[long(place.y) * p.tensor.w + place.x];
    const bool is_written = rank >= 0;
    const long row = (long(image) * p.rows_of_image + rank) * p.channels + channel;
    move_value(p, scale, shift, image, channel, is_written ? rows : recorded,
               is_written ? row : element(p.tensor, image, place.y, place.x) + channel, dst,
               (long(image) * p.pixels.count + i) * p.channels + channel);
}
