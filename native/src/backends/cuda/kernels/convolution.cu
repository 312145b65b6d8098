// Convolution in float32 by the multiply-adds of threads.
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
        store_one(at(a.dst, p) + c, finished(a, r, c, sum_of(row, column), beta));
    });
}

}  // namespace sige::cuda

using namespace sige::cuda;

#define SIGE_CONVOLUTION(name, Weights)                                      \
    SIGE_KERNEL(64) sige_convolution_##name##_16(const ConvolutionArgs a) {  \
        convolve<Weights, ThreadProduct<16>>(a);                             \
    }                                                                        \
    SIGE_KERNEL(256) sige_convolution_##name##_64(const ConvolutionArgs a) { \
        convolve<Weights, ThreadProduct<64>>(a);                             \
    }

SIGE_CONVOLUTION(f32, Float32Weights)
SIGE_CONVOLUTION(f16, Float16Weights)
SIGE_CONVOLUTION(bf16, Bfloat16Weights)

SIGE_KERNEL(256) sige_convolution_finish(const ConvolutionArgs a) {
    convolution_finish(a);
}
