// Element-wise operators and their kin: each pixel of dst from the same pixel of the sources, or the four
// under it.
#include <cmath>

#include "backends/cpu/images.h"
#include "backends/cpu/pixels.h"
#include "backends/cpu/queue.h"

namespace sige::cpu {
namespace {

// One image of a modulation's gamma or beta: a tensor, or one pixel for all.
class Modulator final {
  public:
    Modulator(const Tensor& tensor, int32_t n) {
        if (!tensor) return;
        base_ = data<float>(tensor) + n * tensor.image_stride();
        if (tensor.pixels() == 1) return;
        stride_ = tensor.pixel_stride;
        row_stride_ = tensor.w * stride_;
    }
    // Null without a tensor.
    const float* at(Pixel p) const { return base_ + p.y * row_stride_ + p.x * stride_; }

  private:
    const float* base_ = nullptr;
    int64_t stride_ = 0, row_stride_ = 0;
};

}  // namespace

void HostQueue::run(const ModulateCall& call) {
    const Tensor& dst = call.dst;
    const PixelRange pixels(call.active, dst.size());
    for_pixel_blocks(pool_, dst.n, pixels.count(), block_for(dst.c),
                     [&](int32_t n, int64_t first, int64_t last) {
                         const Image<float> from(call.src, n), to(dst, n);
                         const Modulator g(call.gamma, n), b(call.beta, n);
                         const AffineRowArgs affine = affine_row(call.normalisation, n, dst.c);
                         for (int64_t i = first; i < last; ++i) {
                             const Pixel p = pixels[i];
                             kernels_.modulate_row(ModulateRowArgs{from.at(p), g.at(p), b.at(p), to.at(p),
                                                                   dst.c, affine.scale, affine.shift,
                                                                   affine.activation, affine.slope});
                         }
                     });
}

void HostQueue::run(const LayerNormCall& call) {
    const Tensor& dst = call.dst;
    const PixelRange pixels(call.active, dst.size());
    const float* weight = call.weight == nullptr ? nullptr : data<float>(call.weight);
    const float* bias = call.bias == nullptr ? nullptr : data<float>(call.bias);
    for_pixel_blocks(
        pool_, dst.n, pixels.count(), block_for(dst.c), [&](int32_t n, int64_t first, int64_t last) {
            const Image<float> from(call.src, n), to(dst, n);
            for (int64_t i = first; i < last; ++i)
                kernels_.layer_norm_row(
                    LayerNormRowArgs{from.at(pixels[i]), to.at(pixels[i]), dst.c, call.eps, weight, bias});
        });
}

void HostQueue::run(const GateCall& call) {
    const Tensor& dst = call.dst;
    const PixelRange pixels(call.active, dst.size());
    for_pixel_blocks(
        pool_, dst.n, pixels.count(), block_for(dst.c), [&](int32_t n, int64_t first, int64_t last) {
            const Image<float> from(call.src, n), gate(call.gate, n), to(dst, n);
            for (int64_t i = first; i < last; ++i)
                kernels_.gate_row(GateRowArgs{from.at(pixels[i]), gate.at(pixels[i]), to.at(pixels[i]), dst.c,
                                              call.activation, call.slope});
        });
}

void HostQueue::run(const ActivateCall& call) {
    const Tensor& dst = call.dst;
    const PixelRange pixels(call.active, dst.size());
    for_pixel_blocks(pool_, dst.n, pixels.count(), block_for(dst.c),
                     [&](int32_t n, int64_t first, int64_t last) {
                         const Image<float> from(call.src, n), to(dst, n);
                         AffineRowArgs args = affine_row(call.affine, n, dst.c);
                         for (int64_t i = first; i < last; ++i) {
                             args.src = from.at(pixels[i]);
                             args.dst = to.at(pixels[i]);
                             kernels_.affine_row(args);
                         }
                     });
}

void HostQueue::run(const AddCall& call) {
    const Tensor& dst = call.dst;
    const PixelRange pixels(call.active, dst.size());
    for_pixel_blocks(
        pool_, dst.n, pixels.count(), block_for(dst.c), [&](int32_t n, int64_t first, int64_t last) {
            const Image<float> left(call.a, n), right(call.b, n), to(dst, n);
            for (int64_t i = first; i < last; ++i)
                kernels_.add_row(
                    AddRowArgs{left.at(pixels[i]), right.at(pixels[i]), to.at(pixels[i]), dst.c});
        });
}

void HostQueue::run(const AveragePoolCall& call) {
    const PixelRange pixels(call.active, call.dst.size());
    const int32_t c = call.dst.c;
    for_pixel_blocks(
        pool_, call.dst.n, pixels.count(), block_for(4 * c), [&](int32_t n, int64_t first, int64_t last) {
            const Image<float> from(call.src, n), to(call.dst, n);
            const AffineRowArgs affine = affine_row(call.prologue, n, c);
            for (int64_t i = first; i < last; ++i) {
                const Pixel p = pixels[i];
                const int32_t y = 2 * p.y, x = 2 * p.x;
                kernels_.pool_row(PoolRowArgs{
                    {from.at({y, x}), from.at({y, x + 1}), from.at({y + 1, x}), from.at({y + 1, x + 1})},
                    to.at(p),
                    c,
                    affine.scale,
                    affine.shift,
                    affine.activation,
                    affine.slope});
            }
        });
}

// A few thousand values a call at most: nothing to gain from vectors or threads. Each step is rounded from
// float64, so every platform gives the same bits.
void HostQueue::run(const TimeEmbeddingCall& call) {
    const Tensor &src = call.src, &dst = call.dst;
    const bool sines_first = call.order == SIGE_EMBEDDING_SIN_COS;
    const int32_t half = dst.c / 2;
    const float step = static_cast<float>(
        -std::log(10000.0) / (static_cast<double>(half) - static_cast<double>(call.downscale_shift)));
    for (int32_t n = 0; n < dst.n; ++n) {
        const float time = data<float>(src)[n * src.image_stride()];
        float* row = data<float>(dst) + n * dst.image_stride();
        float *sines = sines_first ? row : row + half, *cosines = sines_first ? row + half : row;
        for (int32_t i = 0; i < half; ++i) {
            const float frequency =
                static_cast<float>(std::exp(static_cast<double>(static_cast<float>(i) * step)));
            const double angle = static_cast<double>(time * frequency);
            sines[i] = static_cast<float>(std::sin(angle));
            cosines[i] = static_cast<float>(std::cos(angle));
        }
    }
}

}  // namespace sige::cpu
