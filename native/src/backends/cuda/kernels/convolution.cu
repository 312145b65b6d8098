// Convolution as an implicit GEMM in float32: a row is a pixel of dst, found by the list of active pixels; a
// column is a filter; what is summed over is taps and source channels. The prologue is evaluated when a
// source pixel is read, the epilogue when a sum is written.
#include "backends/cuda/kernels/device/gemm.h"

namespace sige::cuda {

constexpr int kColumns = 64, kDepth = 16, kPanels = kColumns / kPanelWidth;

// A block makes kRows x kColumns sums; a thread four rows of them by four columns. The memory of what is
// multiplied takes the sums in the end.
template <int kRows>
union Tile {
    struct {
        float source[2][kDepth][kRows + 4];
        float weights[2][kDepth][kColumns];
    };
    float sums[kRows][kColumns];
};

SIGE_DEVICE float4 load_four(const float* at) {
    return *reinterpret_cast<const float4*>(at);
}
SIGE_DEVICE void store_four(float* at, const float4& four) {
    *reinterpret_cast<float4*>(at) = four;
}

// Brings the sources' and weights' values of steps into a tile, by way of registers.
template <class Weights, int kRows>
class Loader {
  public:
    static constexpr int kThreads = kRows * kColumns / 16;
    static constexpr int kWeightLoads = kDepth * kColumns / 4 / kThreads;

    SIGE_DEVICE Loader(const ConvolutionArgs& a, long long first_row, int first_panel)
        : a_(a), row_(row_of(a.grid, first_row + threadIdx.x / 4)), first_panel_(first_panel) {}

    SIGE_DEVICE void read(const Step& step) {
        read_source<4>(a_, row_, step, threadIdx.x % 4 * 4, source_);
#pragma unroll
        for (int i = 0; i < kWeightLoads; ++i) {
            const int at = threadIdx.x + i * kThreads, four = at % kPanelWidth;
            const long long row = weight_row(a_, step, first_panel_ + four / 4, at / kPanelWidth);
            weights_[i] = float4{};
            if (row >= 0)
                weights_[i] = Weights::load_four(static_cast<const typename Weights::Element*>(a_.weights) +
                                                 row + four % 4 * 4);
        }
    }
    SIGE_DEVICE void write(Tile<kRows>& tile, int half) const {
        const int row = threadIdx.x / 4, k = threadIdx.x % 4 * 4;
#pragma unroll
        for (int i = 0; i < 4; ++i) tile.source[half][k + i][row] = source_[0].v[i];
#pragma unroll
        for (int i = 0; i < kWeightLoads; ++i) {
            const int at = threadIdx.x + i * kThreads;
            store_four(&tile.weights[half][at / kPanelWidth][at % kPanelWidth * 4], weights_[i]);
        }
    }

  private:
    const ConvolutionArgs& a_;
    const RowOf row_;
    const int first_panel_;
    Values<4> source_[1];
    float4 weights_[kWeightLoads];
};

template <int kRows>
SIGE_DEVICE void multiply(const Tile<kRows>& tile, int half, float (&sums)[4][4]) {
    const int row = threadIdx.x / 16 * 4, column = threadIdx.x % 16 * 4;
#pragma unroll
    for (int k = 0; k < kDepth; ++k) {
        const float4 a = load_four(&tile.source[half][k][row]);
        const float4 b = load_four(&tile.weights[half][k][column]);
        const float rows[4] = {a.x, a.y, a.z, a.w}, columns[4] = {b.x, b.y, b.z, b.w};
#pragma unroll
        for (int i = 0; i < 4; ++i)
#pragma unroll
            for (int j = 0; j < 4; ++j) sums[i][j] = fmaf(rows[i], columns[j], sums[i][j]);
    }
}

template <class Weights, int kRows>
SIGE_DEVICE void convolve(const ConvolutionArgs& a) {
    __shared__ Tile<kRows> tile;
    const long long first_row = static_cast<long long>(blockIdx.x) * kRows;
    const int first_panel = blockIdx.y * kPanels;
    const Steps<kDepth> steps(a);
    const int first = steps.first(a), last = steps.last(a);
    Loader<Weights, kRows> loader(a, first_row, first_panel);
    float sums[4][4] = {};
    // A step is on its way from memory while the one before it is multiplied.
    for (int i = first, half = 0; i <= last; ++i, half ^= 1) {
        if (i < last) loader.read(steps[i]);
        if (i > first) multiply(tile, half ^ 1, sums);
        if (i < last) loader.write(tile, half);
        __syncthreads();
    }
    const int row = threadIdx.x / 16 * 4, column = threadIdx.x % 16 * 4;
#pragma unroll
    for (int i = 0; i < 4; ++i)
        store_four(&tile.sums[row + i][column], float4{sums[i][0], sums[i][1], sums[i][2], sums[i][3]});
    __syncthreads();
    write_sums<Loader<Weights, kRows>::kThreads>(a, tile.sums, first_row, first_panel);
}

// Adds up partial sums in order, and finishes them.
SIGE_DEVICE void convolution_finish(const ConvolutionArgs& a) {
    const long long rows = a.grid.count * a.grid.images;
    const int width = a.panels * kPanelWidth;
    const auto sum_of = [&](long long row, int column) {
        float sum = 0;
        for (int i = 0; i < a.splits; ++i) sum += a.partial[(i * rows + row) * width + column];
        return sum;
    };
    for_channels<1>(a.grid, a.dst_c, [&](const PixelOf& p, int c) {
        const long long row = p.n * a.grid.count + p.rank;
        const RowOf r{p.n, p.y(), p.x(), p.place, true};
        float beta = 0;
        int column = c;
        if (a.is_modulation != 0) {
            column = c / kPanelWidth * 2 * kPanelWidth + c % kPanelWidth;
            beta = sum_of(row, column + kPanelWidth);
        }
        at(a.dst, p)[c] = finished(a, r, c, sum_of(row, column), beta);
    });
}

}  // namespace sige::cuda

using namespace sige::cuda;

#define SIGE_CONVOLUTION(name, Weights)                                      \
    SIGE_KERNEL(64) sige_convolution_##name##_16(const ConvolutionArgs a) {  \
        convolve<Weights, 16>(a);                                            \
    }                                                                        \
    SIGE_KERNEL(256) sige_convolution_##name##_64(const ConvolutionArgs a) { \
        convolve<Weights, 64>(a);                                            \
    }

SIGE_CONVOLUTION(f32, Float32Weights)
SIGE_CONVOLUTION(f16, Float16Weights)
SIGE_CONVOLUTION(bf16, Bfloat16Weights)

SIGE_KERNEL(256) sige_convolution_finish(const ConvolutionArgs a) {
    convolution_finish(a);
}
