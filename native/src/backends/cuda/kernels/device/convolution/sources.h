// Where a convolution reads and writes: sources through a nearest resampling, weights of each type, and the
// epilogue.
#pragma once

#include "backends/cuda/kernels/device/pixels.h"

namespace sige::cuda {

// A row of a convolution: a pixel of dst of one image.
struct RowOf {
    int n, y, x;
    long long place;
    bool is_inside;  // false past the last row
};

SIGE_DEVICE RowOf row_of(const PixelGrid& grid, long long row) {
    RowOf r{0, 0, 0, 0, row < grid.count * grid.images};
    if (!r.is_inside) return r;
    r.n = grid.images == 1 ? 0 : static_cast<int>(row / grid.count);
    const long long rank = row - r.n * grid.count;
    if (grid.list != nullptr) {
        const Place2 p = grid.list[rank];
        r.y = p.y;
        r.x = p.x;
    } else {
        r.y = static_cast<int>(rank / grid.w);
        r.x = static_cast<int>(rank % grid.w);
    }
    r.place = static_cast<long long>(r.y) * grid.w + r.x;
    return r;
}

SIGE_DEVICE auto at(const SourceArgs& s, int n, int y, int x) {
    return at(s.held, n, s.w, y >> s.up << s.down, x >> s.up << s.down);
}

// Whether the source pixel under a tap of a filter is one, and not padding.
SIGE_DEVICE bool is_in_picture(const ConvolutionArgs& a, int y, int x) {
    return static_cast<unsigned>(y) < static_cast<unsigned>(a.h) &&
           static_cast<unsigned>(x) < static_cast<unsigned>(a.w);
}

// The channels of dst that a row's sums are for, from the first on.
SIGE_DEVICE float finished(const ConvolutionArgs& a, const RowOf& r, int channel, float sum, float beta) {
    float added = 0;
    if (a.added.held.base != nullptr) added = load_one(at(a.added, r.n, r.y, r.x) + channel);
    if (a.is_modulation != 0) {
        const int panel = channel / kPanelWidth * 2, lane = channel % kPanelWidth;
        const Values<1> value = normalise(a.modulated_affine, r.n, channel, Values<1>{{added}});
        const float gamma = sum + a.bias[panel * kPanelWidth + lane];
        const float shift = beta + a.bias[(panel + 1) * kPanelWidth + lane];
        return activate(a.activation, a.slope, fmaf(value.v[0], 1.0f + gamma, shift));
    }
    float bias = a.bias[channel];
    if (a.image_bias != nullptr) bias += a.image_bias[r.n * a.image_bias_stride + channel];
    sum += bias;
    if (a.added.held.base != nullptr) sum += added;
    return activate(a.activation, a.slope, sum);
}

// Weights as they are packed.
struct Float32Weights {
    using Element = float;
    SIGE_DEVICE static float4 load_four(const float* at) { return *reinterpret_cast<const float4*>(at); }
    SIGE_DEVICE static float load_one(const float* at) { return *at; }
};

SIGE_DEVICE float widen_bf16(unsigned short upper) {
    return __int_as_float(static_cast<int>(upper) << 16);
}

template <float (*Widen)(unsigned short)>
struct HalfWeights {
    using Element = unsigned short;
    SIGE_DEVICE static float4 load_four(const unsigned short* at) {
        const ushort4 four = *reinterpret_cast<const ushort4*>(at);
        return float4{Widen(four.x), Widen(four.y), Widen(four.z), Widen(four.w)};
    }
    SIGE_DEVICE static float load_one(const unsigned short* at) { return Widen(*at); }
};
using Float16Weights = HalfWeights<widen_f16>;
using Bfloat16Weights = HalfWeights<widen_bf16>;

}  // namespace sige::cuda

// The kernels of a template that takes the type of weights.
#define SIGE_KERNELS_OF_WEIGHTS(threads, name, Args, body)  \
    SIGE_KERNEL(threads) sige_##name##_f32(const Args a) {  \
        body<Float32Weights>(a);                            \
    }                                                       \
    SIGE_KERNEL(threads) sige_##name##_f16(const Args a) {  \
        body<Float16Weights>(a);                            \
    }                                                       \
    SIGE_KERNEL(threads) sige_##name##_bf16(const Args a) { \
        body<Bfloat16Weights>(a);                           \
    }
