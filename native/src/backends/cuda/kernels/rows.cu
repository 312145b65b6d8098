// Kernels that take a pixel's channels together: layer normalisation and time embedding.
#include "backends/cuda/kernels/device/arithmetic/math64.h"
#include "backends/cuda/kernels/device/pixels.h"

namespace sige::cuda {

// The sum over the lanes of a warp, the same in each.
SIGE_DEVICE float warp_sum(float value) {
    for (int lanes = 16; lanes > 0; lanes /= 2) value += __shfl_xor_sync(0xffffffffu, value, lanes);
    return value;
}

// A pixel is a warp's: the grid has 32 lanes for each.
SIGE_DEVICE void layer_norm(const LayerNormArgs& a) {
    for_pixels(a.grid, [&](const PixelOf& p, int lane, int lanes) {
        const auto src = at(a.src, p);
        float sum = 0, squares = 0;
        for (int c = lane; c < a.c; c += lanes) sum += load_one(src + c);
        const float mean = warp_sum(sum) / static_cast<float>(a.c);
        for (int c = lane; c < a.c; c += lanes) {
            const float distance = load_one(src + c) - mean;
            squares = fmaf(distance, distance, squares);
        }
        const float scale = 1.0f / sqrtf(warp_sum(squares) / static_cast<float>(a.c) + a.eps);
        const auto dst = at(a.dst, p);
        for (int c = lane; c < a.c; c += lanes) {
            float value = (load_one(src + c) - mean) * scale;
            if (a.weight != nullptr) value *= a.weight[c];
            if (a.bias != nullptr) value += a.bias[c];
            store_one(dst + c, value);
        }
    });
}

// Each step is rounded to float32 from float64, as on the CPU.
SIGE_DEVICE void time_embedding(const TimeEmbeddingArgs& a) {
    for (int n = blockIdx.y; n < a.images; n += gridDim.y)
        for (int i = blockIdx.x * blockDim.x + threadIdx.x; i < a.half; i += gridDim.x * blockDim.x) {
            const float time = a.src[n * a.src_stride];
            const float frequency =
                static_cast<float>(exp_f64(static_cast<double>(static_cast<float>(i) * a.step)));
            const double angle = static_cast<double>(time * frequency);
            float* row = a.dst + n * a.dst_stride;
            row[a.sines_first ? i : a.half + i] = static_cast<float>(sin_f64(angle));
            row[a.sines_first ? a.half + i : i] = static_cast<float>(cos_f64(angle));
        }
}

}  // namespace sige::cuda

using namespace sige::cuda;

SIGE_KERNEL(256) sige_layer_norm(const LayerNormArgs a) {
    layer_norm(a);
}

SIGE_KERNEL(256) sige_time_embedding(const TimeEmbeddingArgs a) {
    time_embedding(a);
}
