// Products of float32 factors by the multiply-adds of threads.
#pragma once

#include "backends/cuda/kernels/device/convolution/float32.h"

namespace sige::cuda {

// A thread makes four rows of sums by four columns.
template <int kRows>
class ThreadProduct {
  public:
    using Tile = cuda::Tile<kRows, 4, 0>;

    SIGE_DEVICE void multiply(const Tile& tile, int half) {
#pragma unroll
        for (int k = 0; k < kDepth; ++k) {
            const float4 a = load_four(&tile.source[half][k][row()]);
            const float4 b = load_four(&tile.weights[half][k][column()]);
            const float rows[4] = {a.x, a.y, a.z, a.w}, columns[4] = {b.x, b.y, b.z, b.w};
#pragma unroll
            for (int i = 0; i < 4; ++i)
#pragma unroll
                for (int j = 0; j < 4; ++j) sums_[i][j] = fmaf(rows[i], columns[j], sums_[i][j]);
        }
    }
    SIGE_DEVICE void store(Tile& tile) const {
#pragma unroll
        for (int i = 0; i < 4; ++i)
            store_four(&tile.sums[row() + i][column()],
                       float4{sums_[i][0], sums_[i][1], sums_[i][2], sums_[i][3]});
    }

  private:
    SIGE_DEVICE static int row() {
        return threadIdx.x / 16 * 4;
    }
    SIGE_DEVICE static int column() {
        return threadIdx.x % 16 * 4;
    }

    float sums_[4][4] = {};
};

}  // namespace sige::cuda
