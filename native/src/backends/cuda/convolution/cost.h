// Estimated times of kernels, in microseconds: what the device's multiprocessors and memory need.
#pragma once

#include "backends/cuda/convolution/convolution.h"
#include "core/operators.h"

namespace sige::cuda {

// A tile that one block makes of a matrix product.
struct GemmTile {
    int rows, columns, depth;
    int threads;
    double macs_per_cycle;  // of a multiprocessor that is full
};

// How a product is spread over a device: blocks of a tile, and in how many pieces their sums are cut.
struct GemmPlan {
    int64_t row_tiles;
    int column_tiles, steps, splits;
    double cost;
};
constexpr int kMostSplits = 32;
GemmPlan plan_gemm(const Context& context, const GemmTile& tile, int64_t rows, int columns, int steps,
                   double bytes, int most_splits = kMostSplits);

// What only moves bytes through memory, in so many launches.
double move_cost(const Context& context, double bytes, int64_t launches);

// Weights and activations through memory.
double bytes_cost(const Context& context, const CudaConvolution& convolution, const ConvolutionCall& call);
double bytes_of(uint64_t weight_bytes, const ConvolutionCall& call);

// A kernel of so many values, each of so many multiply-adds with loads of their own.
double thread_cost(const Context& context, double values, double macs);

}  // namespace sige::cuda
