// Operations on masks, uint8 [h, w] of 0 and 1, or float32.
#pragma once

#include "common.metal"

kernel void mask_difference_f32(constant Mask& p [[buffer(0)]], device const void* a [[buffer(1)]],
                                device const void* b [[buffer(2)]], device uchar* mask [[buffer(3)]],
                                uint2 at [[thread_position_in_grid]]) {
    const int x = int(at.x), y = int(at.y);
    if (x >= p.w || y >= p.h) return;
    Place place;
    place.y = y;
    place.x = x;
    bool differs = false;
    for (int image = 0; image < p.images; ++image)
        for (int channel = 0; channel < p.channels; ++channel) {
            const float distance =
                fabs(load(a, p.a, image, place, channel) - load(b, p.b, image, place, channel));
            differs = differs || !(distance <= p.limit);
        }
    mask[long(y) * p.w + x] = differs ? 1 : 0;
}

kernel void mask_difference_u8(constant Mask& p [[buffer(0)]], device const uchar* a [[buffer(1)]],
                               device const uchar* b [[buffer(2)]], device uchar* mask [[buffer(3)]],
                               uint2 at [[thread_position_in_grid]]) {
    const int x = int(at.x), y = int(at.y);
    if (x >= p.w || y >= p.h) return;
    bool differs = false;
    for (int image = 0; image < p.images; ++image)
        for (int channel = 0; channel < p.channels; ++channel) {
            const int distance =
                int(a[element(p.a, image, y, x) + channel]) - int(b[element(p.b, image, y, x) + channel]);
            differs = differs || float(distance < 0 ? -distance : distance) > p.limit;
        }
    mask[long(y) * p.w + x] = differs ? 1 : 0;
}

// A pixel is marked by one within the cross's arms.
kernel void mask_dilate(constant Mask& p [[buffer(0)]], device const uchar* src [[buffer(1)]],
                        device uchar* dst [[buffer(2)]], uint2 at [[thread_position_in_grid]]) {
    const int x = int(at.x), y = int(at.y);
    if (x >= p.w || y >= p.h) return;
    const int top = y > p.radius ? y - p.radius : 0, left = x > p.radius ? x - p.radius : 0;
    const int bottom = p.radius < p.h - y ? y + p.radius + 1 : p.h,
              right = p.radius < p.w - x ? x + p.radius + 1 : p.w;
    bool marked = false;
    for (int row = top; row < bottom && !marked; ++row) marked = src[long(row) * p.w + x] != 0;
    for (int column = left; column < right && !marked; ++column) marked = src[long(y) * p.w + column] != 0;
    dst[long(y) * p.w + x] = marked ? 1 : 0;
}

// The two source positions and the weight of the second for a position of a resized side.
struct LinearTap {
    int first, second;
    float weight;
};

static inline LinearTap linear_tap(int i, int src, int dst) {
    const float position = (float(i) + 0.5f) * (float(src) / float(dst)) - 0.5f;
    const float clamped = position > 0.0f ? position : 0.0f;
    LinearTap tap;
    tap.first = int(clamped) < src - 1 ? int(clamped) : src - 1;
    tap.second = tap.first + 1 < src - 1 ? tap.first + 1 : src - 1;
    tap.weight = clamped - float(tap.first);
    return tap;
}

static inline float between(device const float* row, LinearTap tap) {
    return row[tap.first] * (1.0f - tap.weight) + row[tap.second] * tap.weight;
}

kernel void mask_downsample(constant Mask& p [[buffer(0)]], device const float* src [[buffer(1)]],
                            device float* dst [[buffer(2)]], uint2 at [[thread_position_in_grid]]) {
    const int x = int(at.x), y = int(at.y);
    if (x >= p.to_w || y >= p.to_h) return;
    const LinearTap row = linear_tap(y, p.h, p.to_h), column = linear_tap(x, p.w, p.to_w);
    const float above = between(src + long(row.first) * p.w, column);
    const float below = between(src + long(row.second) * p.w, column);
    dst[long(y) * p.to_w + x] = above * (1.0f - row.weight) + below * row.weight;
}

// One group of 256 threads: the largest value, then the comparison with it.
kernel void mask_threshold(constant Mask& p [[buffer(0)]], device const float* src [[buffer(1)]],
                           device uchar* dst [[buffer(2)]], uint thread_index [[thread_index_in_threadgroup]],
                           uint lane [[thread_index_in_simdgroup]],
                           uint simdgroup [[simdgroup_index_in_threadgroup]]) {
    SIGE_THREADGROUP(float, largest_of, [8]);
    const long count = long(p.h) * p.w;
    float largest = 0.0f;
    for (long i = thread_index; i < count; i += 256) largest = src[i] > largest ? src[i] : largest;
    largest = simd_max(largest);
    if (lane == 0) largest_of[simdgroup] = largest;
    threadgroup_barrier(mem_flags::mem_threadgroup);
    for (int i = 0; i < 8; ++i) largest = largest_of[i] > largest ? largest_of[i] : largest;
    const float just_below = largest - 0.001f, limit = p.limit < just_below ? p.limit : just_below;
    for (long i = thread_index; i < count; i += 256) dst[i] = largest > 0.0f && src[i] > limit ? 1 : 0;
}

static inline bool is_touched(constant Mask& p, device const uchar* mask, int top, int left) {
    const int first_y = top > p.halo ? top - p.halo : 0, first_x = left > p.halo ? left - p.halo : 0;
    const long end_y = long(top) + p.block + p.halo, end_x = long(left) + p.block + p.halo;
    for (int y = first_y; y < p.h && y < end_y; ++y)
        for (int x = first_x; x < p.w && x < end_x; ++x)
            if (mask[long(y) * p.w + x] != 0) return true;
    return false;
}

// One group of 256 threads goes over the grid of blocks and lists those that are touched in order.
kernel void mask_reduce(constant Mask& p [[buffer(0)]], device const uchar* mask [[buffer(1)]],
                        device int* blocks [[buffer(2)]], device int* count [[buffer(3)]],
                        uint thread_index [[thread_index_in_threadgroup]],
                        uint lane [[thread_index_in_simdgroup]],
                        uint simdgroup [[simdgroup_index_in_threadgroup]]) {
    SIGE_THREADGROUP(uint, touched_by, [8]);
    const int columns = (p.w - 1) / p.block + 1, rows = (p.h - 1) / p.block + 1;
    const long all = long(rows) * columns;
    uint listed = 0;
    for (long first = 0; first < all; first += 256) {
        const long i = first + thread_index;
        const int top = int(i / columns) * p.block, left = int(i % columns) * p.block;
        const uint touched = i < all && is_touched(p, mask, top, left) ? 1 : 0;
        const uint before = simd_prefix_exclusive_sum(touched);
        if (lane == 31) touched_by[simdgroup] = before + touched;
        threadgroup_barrier(mem_flags::mem_threadgroup);
        uint rank = listed + before;
        for (uint other = 0; other < 8; ++other) {
            if (other < simdgroup) rank += touched_by[other];
            listed += touched_by[other];
        }
        if (touched != 0) {
            blocks[2 * rank] = top;
            blocks[2 * rank + 1] = left;
        }
        threadgroup_barrier(mem_flags::mem_threadgroup);
    }
    if (thread_index == 0) count[0] = int(listed);
}
