// Statistics of normalisations in float64. Sums are taken over blocks of pixels whose bounds are fixed, then
// added in order, so that a run gives the bits of every other.
#include "backends/cuda/kernels/device/pixels.h"

namespace sige::cuda {

constexpr int kChannels = 32, kRows = 8;

// A block of threads takes kNormBlock pixels of kChannels channels: thread (i, j) every kRows-th pixel of a
// channel.
SIGE_DEVICE void norm_partial(const NormPartialArgs& a) {
    __shared__ double sums[kRows][kChannels], squares[kRows][kChannels];
    const int i = threadIdx.x % kChannels, j = threadIdx.x / kChannels;
    const long long blocks = (a.grid.count + kNormBlock - 1) / kNormBlock;
    const int n = blockIdx.z, c = blockIdx.y * kChannels + i;
    const long long first = static_cast<long long>(blockIdx.x) * kNormBlock;
    double sum = 0, square = 0;
    for (int k = j; k < kNormBlock && first + k < a.grid.count && c < a.c; k += kRows) {
        const long long rank = first + k;
        long long place = rank;
        if (a.grid.list != nullptr)
            place = static_cast<long long>(a.grid.list[rank].y) * a.grid.w + a.grid.list[rank].x;
        const double value = static_cast<double>(load_one(at(a.src, PixelOf{n, rank, place, a.grid}) + c));
        sum += value;
        square = fma(value, value, square);
    }
    sums[j][i] = sum;
    squares[j][i] = square;
    __syncthreads();
    if (j == 0 && c < a.c) {
        for (int k = 1; k < kRows; ++k) {
            sum += sums[k][i];
            square += squares[k][i];
        }
        double* partial = a.partial + ((n * blocks + blockIdx.x) * a.c + c) * 2;
        partial[0] = sum;
        partial[1] = square;
    }
}

SIGE_DEVICE void norm_collect(const NormCollectArgs& a) {
    const int i = blockIdx.x * blockDim.x + threadIdx.x, width = 2 * a.c;
    if (i >= width) return;
    for (int n = blockIdx.y; n < a.images; n += gridDim.y) {
        double sum = 0;
        for (long long block = 0; block < a.blocks; ++block)
            sum += a.partial[(n * a.blocks + block) * width + i];
        double* to = a.sums + (static_cast<long long>(n) * a.all_channels + a.channel) * 2 + i;
        *to = a.is_first ? sum : fma(a.sign, sum, *to);
    }
}

// Channel c of image n.
SIGE_DEVICE void finish_channel(const NormFinishArgs& a, int n, int c) {
    const int first_c = c / a.width * a.width;
    const int first_n = a.over_images ? 0 : n, last_n = a.over_images ? a.images : n + 1;
    double sum = 0, squares = 0;
    for (int i = first_n; i < last_n; ++i)
        for (int j = first_c; j < first_c + a.width; ++j) {
            const double* of_channel = a.sums + (static_cast<long long>(i) * a.c + j) * 2;
            sum += of_channel[0];
            squares += of_channel[1];
        }
    const double mean = sum / a.count, spread = squares / a.count - mean * mean;
    const double variance = spread > 0.0 ? spread : 0.0;
    const double weight = a.weight == nullptr ? 1.0 : static_cast<double>(a.weight[c]);
    const double bias = a.bias == nullptr ? 0.0 : static_cast<double>(a.bias[c]);
    const double scale = weight / sqrt(variance + static_cast<double>(a.eps));
    double gain = 1.0, offset = 0.0;
    if (a.image_scale != nullptr) gain += static_cast<double>(a.image_scale[n * a.image_scale_stride + c]);
    if (a.image_shift != nullptr) offset = static_cast<double>(a.image_shift[n * a.image_shift_stride + c]);
    const long long to = static_cast<long long>(n) * a.c + c;
    a.scale[to] = static_cast<float>(scale * gain);
    a.shift[to] = static_cast<float>((bias - mean * scale) * gain + offset);
}

SIGE_DEVICE void norm_finish(const NormFinishArgs& a) {
    const int c = blockIdx.x * blockDim.x + threadIdx.x;
    if (c >= a.c) return;
    for (int n = blockIdx.y; n < a.images; n += gridDim.y) finish_channel(a, n, c);
}

}  // namespace sige::cuda

using namespace sige::cuda;

SIGE_KERNEL(256) sige_norm_partial(const NormPartialArgs a) {
    norm_partial(a);
}
SIGE_KERNEL(256) sige_norm_collect(const NormCollectArgs a) {
    norm_collect(a);
}
SIGE_KERNEL(64) sige_norm_finish(const NormFinishArgs a) {
    norm_finish(a);
}
