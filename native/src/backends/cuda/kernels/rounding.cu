// The operands of the matrix units, made once: source pixels after the prologue and weights, rounded to 16
// bits and padded to whole steps.
#include "backends/cuda/kernels/device/arithmetic/matrix.h"
#include "backends/cuda/kernels/device/convolution/gemm.h"

namespace sige::cuda {

SIGE_DEVICE bool is_listed(const PixelGrid& grid, int y, int x) {
    int first = 0, last = static_cast<int>(grid.count);
    while (first < last) {
        const int middle = (first + last) / 2;
        const Place2 p = grid.list[middle];
        if (p.y < y || (p.y == y && p.x < x))
            first = middle + 1;
        else
            last = middle;
    }
    return first < grid.count && grid.list[first].y == y && grid.list[first].x == x;
}

// Whether a pixel of a launch writes the source pixel under a tap. With a stride of one, a source pixel that
// lies under an active one is written by that alone; others by all whose filters reach them, alike.
SIGE_DEVICE bool is_writer(const ConvolutionArgs& a, int tap, int y, int x) {
    if (!is_in_picture(a, y, x)) return false;
    if (a.stride != 1 || a.kernel == 1) return true;
    const bool is_centre = tap / a.kernel == a.pad_top && tap % a.kernel == a.pad_left;
    if (is_centre) return true;
    if (a.grid.list != nullptr) return !is_listed(a.grid, y, x);
    return y >= a.grid.count / a.grid.w || x >= a.grid.w;
}

// Four channels at once. A tap is a layer of the grid of blocks.
template <class Factors>
SIGE_DEVICE void round_source(const RoundSourceArgs& args) {
    const ConvolutionArgs& a = args.run;
    const int tap = blockIdx.z;
    for_pixels(a.grid, [&](const PixelOf& p, int lane, int lanes) {
        const RowOf row{p.n, p.y(), p.x(), p.place, true};
        const int y = row.y * a.stride - a.pad_top + tap / a.kernel,
                  x = row.x * a.stride - a.pad_left + tap % a.kernel;
        if (!is_writer(a, tap, y, x)) return;
        unsigned short* dst = args.dst + ((static_cast<long long>(row.n) * a.h + y) * a.w + x) * args.width;
        for (int c = lane * 4; c < args.padded; c += lanes * 4) {
            Values<4> values[1];
            read_source<4>(a, row, Step{tap, 0, 0}, c, values);
            *reinterpret_cast<uint2*>(dst + c) = uint2{Factors::pair(values[0].v[0], values[0].v[1]),
                                                       Factors::pair(values[0].v[2], values[0].v[3])};
        }
    });
}

template <class Factors, class Weights>
SIGE_DEVICE void round_weights(const RoundWeightsArgs& a) {
    const int padded = a.padded[0] + a.padded[1];
    const long long rows = static_cast<long long>(a.panels) * a.taps * padded;
    const long long step = static_cast<long long>(gridDim.x) * blockDim.x;
    for (long long i = static_cast<long long>(blockIdx.x) * blockDim.x + threadIdx.x; i < 2 * rows;
         i += step) {
        const long long row = i / 2;
        const int k = static_cast<int>(row % padded), source = k >= a.padded[0];
        const int c = k - (source != 0 ? a.padded[0] : 0);
        Values<4> values[2] = {};
        if (c < a.c[source]) {
            const long long channel = row / padded * a.ic + c + (source != 0 ? a.c[0] : 0);
            const auto* from =
                static_cast<const typename Weights::Element*>(a.src) + channel * kPanelWidth + i % 2 * 8;
#pragma unroll
            for (int j = 0; j < 2; ++j) {
                const float4 four = Weights::load_four(from + 4 * j);
                values[j] = Values<4>{{four.x, four.y, four.z, four.w}};
            }
        }
        store_factors<Factors>(a.dst + row * kPanelWidth + i % 2 * 8, values);
    }
}

}  // namespace sige::cuda

using namespace sige::cuda;

#define SIGE_ROUNDING(name, Factors)                                              \
    SIGE_KERNEL(256) sige_round_source_##name(const RoundSourceArgs a) {          \
        round_source<Factors>(a);                                                 \
    }                                                                             \
    SIGE_KERNEL(256) sige_round_weights_##name##_f32(const RoundWeightsArgs a) {  \
        round_weights<Factors, Float32Weights>(a);                                \
    }                                                                             \
    SIGE_KERNEL(256) sige_round_weights_##name##_f16(const RoundWeightsArgs a) {  \
        round_weights<Factors, Float16Weights>(a);                                \
    }                                                                             \
    SIGE_KERNEL(256) sige_round_weights_##name##_bf16(const RoundWeightsArgs a) { \
        round_weights<Factors, Bfloat16Weights>(a);                               \
    }

SIGE_ROUNDING(f16, Float16Factors)
SIGE_ROUNDING(bf16, Bfloat16Factors)
