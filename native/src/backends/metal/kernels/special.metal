// Convolutions with forms of their own, a channel of a pixel a thread: depthwise filters, and label maps, of
// which the weight rows that the ids choose are summed.
#pragma once

#include "convolution.metal"

kernel void depthwise_f32(SIGE_CONVOLUTION_ARGUMENTS(void, float), uint2 at [[thread_position_in_grid]]) {
    const int channel = int(at.x), i = int(at.y);
    if (channel >= p.oc || i >= p.images * p.pixels.count) return;
    const Row row = row_of(p, list, i);
    float sum = 0.0f;
    for (int tap = 0; tap < p.kh * p.kw; ++tap) {
        const int y = row.y * p.stride - p.pad_top + tap / p.kw,
                  x = row.x * p.stride - p.pad_left + tap % p.kw;
        if (!is_inside(p.src, y, x)) continue;
        const float value = load(src, p.src.view.is_half, source_element(p.src, row.image, y, x) + channel);
        sum += apply(p.prologue, prologue_scale, prologue_shift, row.image, channel, value) *
               weights[long(tap) * p.panels * kFilters + channel];
    }
    finish(p, end_of(bias, residual, modulated, scale, shift, image_bias, dst), row, channel / kFilters,
           channel % kFilters, sum, 0.0f);
}

// Channels of the second source stand behind the classes; most of them are zero.
template <class Weight>
static inline float sum_labels(constant Convolution& p, device const uchar* labels, device const void* src2,
                               device const Weight* weights, Row row, int channel) {
    const long first = long(channel / kFilters) * p.kh * p.kw * p.ic;
    float sum = 0.0f;
    for (int tap = 0; tap < p.kh * p.kw; ++tap) {
        const int y = row.y * p.stride - p.pad_top + tap / p.kw,
                  x = row.x * p.stride - p.pad_left + tap % p.kw;
        if (!is_inside(p.src, y, x)) continue;
        const long of_tap = (first + long(tap) * p.ic) * kFilters + channel % kFilters;
        const int id = labels[source_element(p.src, row.image, y, x)];
        if (id < p.classes) sum += weight_at(weights, of_tap + id * kFilters);
        if (p.has_src2 == 0) continue;
        const long extra = source_element(p.src2, row.image, y, x);
        for (int c = 0; c < p.src2.channels; ++c)
            sum += load(src2, p.src2.view.is_half, extra + c) *
                   weight_at(weights, of_tap + (p.classes + c) * kFilters);
    }
    return sum;
}

#define SIGE_LABELS(name, Weight)                                                                            \
    kernel void name(SIGE_CONVOLUTION_ARGUMENTS(uchar, Weight), uint2 at [[thread_position_in_grid]]) {      \
        const int channel = int(at.x), i = int(at.y);                                                        \
        if (channel >= p.oc || i >= p.images * p.pixels.count) return;                                       \
        const Row row = row_of(p, list, i);                                                                  \
        finish(p, end_of(bias, residual, modulated, scale, shift, image_bias, dst), row, channel / kFilters, \
               channel % kFilters, sum_labels(p, src, src2, weights, row, channel), 0.0f);                   \
    }

SIGE_LABELS(labels_f32, float)
SIGE_LABELS(labels_f16, half)
SIGE_LABELS(labels_bf16, ushort)

#undef SIGE_LABELS
