// What the forms of a convolution share: where their sources and weights are, and the end of a pixel's sums.
#pragma once

#include "common.metal"

// A place in all images' pixels.
struct Row {
    int image, y, x;
};

static inline Row row_of(constant Convolution& p, device const Place* list, int i) {
    Row row;
    row.image = i / p.pixels.count;
    const Place place = place_of(p.pixels, list, i % p.pixels.count);
    row.y = place.y;
    row.x = place.x;
    return row;
}

static inline int resampled(int position, int scale) {
    return scale >= 0 ? position >> scale : position << -scale;
}

// The element of a source at a place of the picture that it is seen as.
static inline long source_element(constant Source& source, int image, int y, int x) {
    return element(source.view, image, resampled(y, source.scale), resampled(x, source.scale));
}

static inline float source_channel(device const void* memory, constant Source& source, Row row, int channel) {
    return load(memory, source.view.is_half, source_element(source, row.image, row.y, row.x) + channel);
}

static inline bool is_inside(constant Source& source, int y, int x) {
    return y >= 0 && y < source.h && x >= 0 && x < source.w;
}

static inline float weight_at(device const float* weights, long i) {
    return weights[i];
}
static inline float weight_at(device const half* weights, long i) {
    return float(weights[i]);
}
// bfloat16 is the upper half of a float32.
static inline float weight_at(device const ushort* weights, long i) {
    return as_type<float>(uint(weights[i]) << 16);
}

// Memory that only the end of a convolution reads and writes.
struct End {
    device const float* bias;
    device const void* residual;
    device const void* modulated;
    device const float* scale;
    device const float* shift;
    device const float* image_bias;
    device void* dst;
};

// y = activation(sum + bias + image_bias + residual), or with gamma and beta y = activation(normalised * (1 +
// gamma) + beta).
static inline void finish(constant Convolution& p, End end, Row row, int unit, int lane, float sum,
                          float beta) {
    const int channel = unit * kFilters + lane;
    if (channel >= p.oc) return;
    const int panel = unit * p.parts;
    float value = sum + end.bias[panel * kFilters + lane];
    if (p.has_modulated != 0) {
        const float normalised = scaled(p.normalisation, end.scale, end.shift, row.image, channel,
                                        source_channel(end.modulated, p.modulated, row, channel));
        value = normalised * (1.0f + value) + (beta + end.bias[(panel + 1) * kFilters + lane]);
    } else {
        if (p.has_image_bias != 0) value += end.image_bias[row.image * p.image_bias.image_stride + channel];
        if (p.has_residual != 0) value += source_channel(end.residual, p.residual, row, channel);
    }
    store(end.dst, p.dst.is_half, element(p.dst, row.image, row.y, row.x) + channel,
          activate(p.activation, p.slope, value));
}

static inline End end_of(device const float* bias, device const void* residual, device const void* modulated,
                         device const float* scale, device const float* shift, device const float* image_bias,
                         device void* dst) {
    End end;
    end.bias = bias;
    end.residual = residual;
    end.modulated = modulated;
    end.scale = scale;
    end.shift = shift;
    end.image_bias = image_bias;
    end.dst = dst;
    return end;
}

// The arguments that all forms have in common, in the order of their numbers.
#define SIGE_CONVOLUTION_ARGUMENTS(Value, Weight)                                                           \
    constant Convolution &p [[buffer(0)]], device const Place *list [[buffer(1)]],                          \
        device const Value *src [[buffer(2)]], device const void *src2 [[buffer(3)]],                       \
        device const float *prologue_scale [[buffer(4)]], device const float *prologue_shift [[buffer(5)]], \
        device const Weight *weights [[buffer(6)]], device const float *bias [[buffer(7)]],                 \
        device const void *residual [[buffer(8)]], device const void *modulated [[buffer(9)]],              \
        device const float *scale [[buffer(10)]], device const float *shift [[buffer(11)]],                 \
        device const float *image_bias [[buffer(12)]], device void *dst [[buffer(13)]],                     \
        device float *partial [[buffer(14)]]
