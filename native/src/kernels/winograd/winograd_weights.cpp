// G g G^T of a panel's filters, in float64 and rounded once; sixteen filters side by side so that compilers
// vectorise.
#include "kernels/winograd/winograd.h"

namespace sige {
namespace {

using Lanes = double[kPanel];

template <int kSide>
void transform(const double* g, const float* direct, int64_t tap_stride, float* dst, int64_t product_stride) {
    Lanes half[kSide][3];
    for (int i = 0; i < kSide; ++i)
        for (int x = 0; x < 3; ++x)
            for (int lane = 0; lane < kPanel; ++lane) {
                double sum = 0;
                for (int y = 0; y < 3; ++y)
                    sum += g[i * 3 + y] * static_cast<double>(direct[(y * 3 + x) * tap_stride + lane]);
                half[i][x][lane] = sum;
            }
    for (int i = 0; i < kSide; ++i)
        for (int j = 0; j < kSide; ++j)
            for (int lane = 0; lane < kPanel; ++lane)
                dst[(i * kSide + j) * product_stride + lane] =
                    static_cast<float>(g[j * 3] * half[i][0][lane] + g[j * 3 + 1] * half[i][1][lane] +
                                       g[j * 3 + 2] * half[i][2][lane]);
}

}  // namespace

void winograd_weights(int tile, const float* direct, int32_t ic, float* dst, int64_t product_stride) {
    const double* g = winograd_matrices(tile).g;
    const int64_t tap_stride = static_cast<int64_t>(ic) * kPanel;
    for (int64_t c = 0; c < ic; ++c) {
        if (tile == 2)
            transform<4>(g, direct + c * kPanel, tap_stride, dst + c * kPanel, product_stride);
        else
            transform<6>(g, direct + c * kPanel, tap_stride, dst + c * kPanel, product_stride);
    }
}

}  // namespace sige
