// A step of float32.h's tiles on the matrix units in TF32.
#pragma once

#include "backends/cuda/kernels/device/arithmetic/tf32.h"
#include "backends/cuda/kernels/device/convolution/float32.h"

namespace sige::cuda {

// A warp makes 16 rows of sums by 32 columns: four products, of which lane i holds rows i / 4 and i / 4 + 8,
// columns 2 (i % 4) and the next. Factors are those of tf32.h.
template <template <int> class Factors>
class ProductInTf32 {
  public:
    using Tile = cuda::Tile<64, 8, 8>;

    SIGE_DEVICE void multiply(const Tile& tile, int half) {
        // The units cut what they add to a sum, which over a long one adds up: a step has sums of its own.
        float step[4][4] = {};
#pragma unroll
        for (int k = 0; k < kDepth; k += 8) {
            const Factors<4> a = source(tile, half, k);
#pragma unroll
            for (int j = 0; j < 4; ++j) cuda::multiply(step[j], a, weights(tile, half, k, column() + 8 * j));
        }
#pragma unroll
        for (int j = 0; j < 4; ++j)
#pragma unroll
            for (int i = 0; i < 4; ++i) sums_[j][i] += step[j][i];
    }
    SIGE_DEVICE void store(Tile& tile) const {
#pragma unroll
        for (int j = 0; j < 4; ++j)
#pragma unroll
            for (int i = 0; i < 2; ++i)
                *reinterpret_cast<float2*>(&tile.sums[row() + 8 * i][column() + 8 * j + 2 * in_group()]) =
                    float2{sums_[j][2 * i], sums_[j][2 * i + 1]};
    }

  private:
    // Lane i holds factors i % 4 and i % 4 + 4 of its rows, and of column i / 4.
    SIGE_DEVICE Factors<4> source(const Tile& tile, int half, int k) const {
        Factors<4> a;
#pragma unroll
        for (int i = 0; i < 4; ++i)
            a.set(i, tile.source[half][k + in_group() + i / 2 * 4][row() + i % 2 * 8]);
        return a;
    }
    SIGE_DEVICE Factors<2> weights(const Tile& tile, int half, int k, int column) const {
        Factors<2> b;
#pragma unroll
        for (int i = 0; i < 2; ++i) b.set(i, tile.weights[half][k + in_group() + i * 4][column + group()]);
        return b;
    }

    SIGE_DEVICE static int row() {
        return threadIdx.x / 64 * 16 + group();
    }
    SIGE_DEVICE static int column() {
        return threadIdx.x / 32 % 2 * 32;
    }
    SIGE_DEVICE static int group() {
        return threadIdx.x % 32 / 4;
    }
    SIGE_DEVICE static int in_group() {
        return threadIdx.x % 4;
    }

    float sums_[4][4] = {};
};

// By three products of parts for each, and by one of rounded factors.
using Tf32Product = ProductInTf32<Tf32Parts>;
using RoundedTf32Product = ProductInTf32<Tf32Rounded>;

}  // namespace sige::cuda
