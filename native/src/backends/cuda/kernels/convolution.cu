// Convolution in float32 by the multiply-adds of threads.
#include "backends/cuda/kernels/device/convolution/thread_product.h"

namespace sige::cuda {

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
