// Depthwise convolution over a list of pixels.
#include "backends/cpu/convolution/algorithms.h"

namespace sige::cpu {
namespace {

constexpr int64_t kPrologueBlock = 4096;

void run_pixels(const ImageCall& image, const SourceReader& reader, const PixelRange& pixels, int64_t begin,
                int64_t end) {
    const HostConvolution& convolution = image.convolution;
    const ConvolutionShape& s = convolution.shape;
    const int64_t width = convolution.padded_channels();
    const int64_t block = std::clamp<int64_t>(16384 / width, 8, 256);
    const int64_t blocks = (end - begin + block - 1) / block;
    image.context.pool.parallel_for(blocks, [&](int64_t task, int thread) {
        const int64_t first = begin + task * block, count = std::min(block, end - first);
        float* acc = image.context.per_thread[static_cast<size_t>(thread)].get<float>(
            static_cast<uint64_t>(block * width));
        EpilogueRow rows[256];
        for (int64_t i = 0; i < count; ++i) {
            const Pixel p = pixels[first + i];
            const float* taps[9];
            for (int32_t tap = 0; tap < s.taps(); ++tap)
                taps[tap] = reader.at(p.y * s.sh - s.pt + tap / s.kw, p.x * s.sw - s.pl + tap % s.kw);
            image.context.kernels.depthwise(
                DepthwiseArgs{taps, s.taps(), s.ic, convolution.panel(0), width, acc + i * width});
            rows[i] = image.destination.row(p);
        }
        for (int32_t unit = 0; unit < convolution.units(); ++unit)
            image.destination.finish(unit, acc + convolution.channel(unit), nullptr, width, rows,
                                     static_cast<int32_t>(count));
    });
}

}  // namespace

void run_depthwise(const ImageCall& image) {
    const ConvolutionCall& call = image.call;
    const ConvolutionShape& s = image.convolution.shape;
    const PixelRange pixels(call.active, Size{call.dst.h, call.dst.w});
    if (call.prologue.is_identity())
        return run_pixels(image, SourceReader(call.src, image.n, image.convolution.zeros()), pixels, 0,
                          pixels.count());
    PrologueRows rows(image.context, call, image.n, image.convolution.zeros());
    for (int64_t begin = 0; begin < pixels.count(); begin += kPrologueBlock) {
        const int64_t end = std::min(begin + kPrologueBlock, pixels.count());
        rows.clear();
        for (int64_t i = begin; i < end; ++i)
            for (int32_t tap = 0; tap < s.taps(); ++tap)
                rows.need(pixels[i].y * s.sh - s.pt + tap / s.kw, pixels[i].x * s.sw - s.pl + tap % s.kw);
        run_pixels(image, rows.evaluate().reader[0], pixels, begin, end);
    }
}

}  // namespace sige::cpu
