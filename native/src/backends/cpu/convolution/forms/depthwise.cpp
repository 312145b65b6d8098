// Depthwise convolution over a list of pixels.
#include "backends/cpu/convolution/forms/cost.h"
#include "backends/cpu/convolution/forms/form.h"
#include "backends/forms/refusals.h"

namespace sige::cpu {
namespace {

constexpr int64_t kPrologueBlock = 4096;  // pixels whose prologue is evaluated at once
constexpr int64_t kLargestBlock = 256;    // pixels of a task

struct Block {
    const ImageCall& image;
    const SourceReader& reader;
    float* acc;  // [pixels, padded channels]

    const float* source(Pixel p, int32_t ky, int32_t kx) const {
        const ConvolutionShape& s = image.convolution.shape;
        return reader.at(p.y * s.sh - s.pt + ky, p.x * s.sw - s.pl + kx);
    }

    void one(Pixel p, int64_t at) const {
        const HostConvolution& convolution = image.convolution;
        const ConvolutionShape& s = convolution.shape;
        const int64_t width = convolution.padded_channels();
        const float* taps[9];
        for (int32_t tap = 0; tap < s.taps(); ++tap) taps[tap] = source(p, tap / s.kw, tap % s.kw);
        image.context.kernels.depthwise(
            DepthwiseArgs{taps, s.taps(), s.ic, convolution.depthwise(), width, acc + at * width});
    }

    // Pixels from p to the right, which share most of their sources.
    void strip(Pixel p, int64_t at) const {
        const HostConvolution& convolution = image.convolution;
        const int64_t width = convolution.padded_channels();
        constexpr int kColumns = kDepthwiseStrip + 2;
        const float* sources[3 * kColumns];
        for (int i = 0; i < 3 * kColumns; ++i) sources[i] = source(p, i / kColumns, i % kColumns);
        image.context.kernels.depthwise_strip(DepthwiseStripArgs{
            sources, convolution.shape.ic, convolution.depthwise(), width, acc + at * width, width});
    }
};

bool is_strip(const PixelRange& pixels, int64_t first, int64_t end) {
    if (first + kDepthwiseStrip > end) return false;
    // Pixels are in ascending order, so the last one's place says where those between are.
    const Pixel p = pixels[first], last = pixels[first + kDepthwiseStrip - 1];
    return last.y == p.y && last.x == p.x + kDepthwiseStrip - 1;
}

void run_pixels(const ImageCall& image, const SourceReader& reader, const PixelRange& pixels, int64_t begin,
                int64_t end) {
    const HostConvolution& convolution = image.convolution;
    const ConvolutionShape& s = convolution.shape;
    const bool strips = s.kh == 3 && s.sh == 1;
    const int64_t width = convolution.padded_channels();
    const int64_t block = std::clamp<int64_t>(16384 / width, 8, kLargestBlock);
    const int64_t blocks = (end - begin + block - 1) / block;
    image.context.pool.parallel_for(blocks, [&](int64_t task, int thread) {
        const int64_t first = begin + task * block, count = std::min(block, end - first);
        float* acc = image.context.per_thread[static_cast<size_t>(thread)].get<float>(
            static_cast<uint64_t>(block * width));
        const Block work{image, reader, acc};
        EpilogueRow rows[kLargestBlock];
        for (int64_t i = 0; i < count;) {
            if (strips && is_strip(pixels, first + i, first + count)) {
                work.strip(pixels[first + i], i);
                i += kDepthwiseStrip;
            } else {
                work.one(pixels[first + i], i);
                ++i;
            }
        }
        for (int64_t i = 0; i < count; ++i) rows[i] = image.destination.row(pixels[first + i]);
        for (int32_t unit = 0; unit < convolution.units(); ++unit)
            image.destination.finish(0, unit, acc + convolution.channel(unit), nullptr, width, rows,
                                     static_cast<int32_t>(count));
    });
}

void run(const ImageCall& image) {
    const ConvolutionCall& call = image.call;
    const PixelRange pixels(call.active, Size{call.dst.h, call.dst.w});
    if (call.prologue.is_identity())
        return run_pixels(image, SourceReader(call.src, image.n, image.source, image.convolution.zeros()),
                          pixels, 0, pixels.count());
    PrologueRows rows(image.context, call, image.n, image.source, image.convolution.zeros());
    for (int64_t begin = 0; begin < pixels.count(); begin += kPrologueBlock) {
        const int64_t end = std::min(begin + kPrologueBlock, pixels.count());
        rows.needed().clear();
        rows.needed().need(image.convolution.shape, pixels, begin, end);
        run_pixels(image, rows.evaluate().reader[0], pixels, begin, end);
    }
}

double cost(const Kernels&, const HostConvolution& c, const ConvolutionCall& call, int32_t, bool) {
    constexpr double kTapCycles = 5;  // sixteen channels of source and weights are loaded and multiplied
    const int64_t pixels = PixelRange(call.active, Size{call.dst.h, call.dst.w}).count();
    return static_cast<double>(pixels) * c.panels() * (c.shape.taps() * kTapCycles + kPixelCycles);
}

}  // namespace

ConvolutionForm depthwise_form() {
    return {"depthwise", refuse_unless_depthwise, cost, run};
}

}  // namespace sige::cpu
