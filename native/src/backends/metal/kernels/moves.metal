// Gather and scatter: between the pixels of tensors and rows in an active set's order.
#pragma once

#include "common.metal"

kernel void gather_f32(constant Move& p [[buffer(0)]], device const Place* list [[buffer(1)]],
                       device const float* src [[buffer(2)]], device const float* scale [[buffer(3)]],
                       device const float* shift [[buffer(4)]], device float* rows [[buffer(5)]],
                       uint3 at [[thread_position_in_grid]]) {
    const int channel = int(at.x), i = int(at.y), image = int(at.z);
    if (channel >= p.channels || i >= p.pixels.count) return;
    const Place place = place_of(p.pixels, list, i);
    const float value = src[element(p.tensor, image, place.y, place.x) + channel];
    rows[(long(image) * p.pixels.count + i) * p.channels + channel] =
        apply(p.affine, scale, shift, image, channel, value);
}

kernel void scatter_f32(constant Move& p [[buffer(0)]], device const Place* list [[buffer(1)]],
                        device const float* rows [[buffer(2)]], device const float* added [[buffer(3)]],
                        device float* dst [[buffer(4)]], uint3 at [[thread_position_in_grid]]) {
    const int channel = int(at.x), i = int(at.y), image = int(at.z);
    if (channel >= p.channels || i >= p.pixels.count) return;
    const Place place = place_of(p.pixels, list, i);
    const long row = (long(image) * p.pixels.count + i) * p.channels + channel;
    float value = rows[row];
    if (p.what_is_added == kTensor)
        value += added[element(p.added, image, place.y, place.x) + channel];
    else if (p.what_is_added == kRows)
        value += added[row];
    dst[element(p.tensor, image, place.y, place.x) + channel] = value;
}

kernel void scatter_gather_f32(constant Move& p [[buffer(0)]], device const Place* list [[buffer(1)]],
                               device const int* ranks [[buffer(2)]], device const float* rows [[buffer(3)]],
                               device const float* recorded [[buffer(4)]],
                               device const float* scale [[buffer(5)]],
                               device const float* shift [[buffer(6)]], device float* dst [[buffer(7)]],
                               uint3 at [[thread_position_in_grid]]) {
    const int channel = int(at.x), i = int(at.y), image = int(at.z);
    if (channel >= p.channels || i >= p.pixels.count) return;
    const Place place = place_of(p.pixels, list, i);
    const int rank = ranks[long(place.y) * p.tensor.w + place.x];
    const float value = rank >= 0 ? rows[(long(image) * p.rows_of_image + rank) * p.channels + channel]
                                  : recorded[element(p.tensor, image, place.y, place.x) + channel];
    dst[(long(image) * p.pixels.count + i) * p.channels + channel] =
        apply(p.affine, scale, shift, image, channel, value);
}
