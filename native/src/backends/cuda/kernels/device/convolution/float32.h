// Convolution as an implicit GEMM over operands in float32, whatever multiplies them: a row is a pixel of
// dst, found by the list of active pixels; a column is a filter; what is summed over is taps and source
// channels. The prologue is evaluated when a source pixel is read, the epilogue when a sum is written.
#pragma once

#include "backends/cuda/kernels/device/convolution/gemm.h"

namespace sige::cuda {

constexpr int kColumns = 64, kDepth = 16, kPanels = kColumns / kPanelWidth;

// The memory of what is multiplied takes the sums in the end. Pads keep what a warp reads at once in
// different banks.
template <int kRows_, int kRowPad, int kColumnPad>
union Tile {
    static constexpr int kRows = kRows_;
    struct {
        float source[2][kDepth][kRows + kRowPad];
        float weights[2][kDepth][kColumns + kColumnPad];
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
template <class Weights, class Tile>
class Loader {
  public:
    static constexpr int kThreads = Tile::kRows * kColumns / 16;
    static constexpr int kWeightLoads = kDepth * kColumns / 4 / kThreads;

    SIGE_DEVICE Loader(const ConvolutionArgs& a, long long first_row, int first_panel)
        : a_(a), steps_(a), row_(row_of(a.grid, first_row + threadIdx.x / 4)), first_panel_(first_panel) {}

    SIGE_DEVICE int first() const { return steps_.first(a_); }
    SIGE_DEVICE int last() const { return steps_.last(a_); }
    SIGE_DEVICE void read(int i) {
        const Step step = steps_[i];
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
    SIGE_DEVICE void write(Tile& tile, int half) const {
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
    const Steps<kDepth> steps_;
    const RowOf row_;
    const int first_panel_;
    Values<4> source_[1];
    float4 weights_[kWeightLoads];
};

// The sums of a tile: a loader brings its steps, and a product multiplies them and stores the sums in the
// tile.
template <class Loader, class Product>
SIGE_DEVICE void multiply_steps(Loader& loader, typename Product::Tile& tile) {
    const int first = loader.first(), last = loader.last();
    Product product;
    // A step is on its way from memory while the one before it is multiplied.
    for (int i = first, half = 0; i <= last; ++i, half ^= 1) {
        if (i < last) loader.read(i);
        if (i > first) product.multiply(tile, half ^ 1);
        if (i < last) loader.write(tile, half);
        __syncthreads();
    }
    product.store(tile);
    __syncthreads();
}

template <class Weights, class Product>
SIGE_DEVICE void convolve(const ConvolutionArgs& a) {
    using Tile = typename Product::Tile;
    __shared__ Tile tile;
    const long long first_row = static_cast<long long>(blockIdx.x) * Tile::kRows;
    const int first_panel = blockIdx.y * kPanels;
    Loader<Weights, Tile> loader(a, first_row, first_panel);
    multiply_steps<Loader<Weights, Tile>, Product>(loader, tile);
    write_sums<Loader<Weights, Tile>::kThreads>(a, tile.sums, first_row, first_panel);
}

}  // namespace sige::cuda
