// A convolution whose source is a label map: the weight rows that the ids choose are summed.
#include "backends/cpu/convolution/algorithms.h"

namespace sige::cpu {
namespace {

constexpr int64_t kBlock = 192;

struct TaskMemory {
    int32_t offsets[kBlock * 9];  // [pixels, taps]
    int32_t extra_ends[kBlock + 1];
    float acc[kBlock * kPanel];
    EpilogueRow rows[kBlock];
};

// Finds the ids under each tap of a block of pixels as offsets into a panel, and the channels behind the
// one-hot that are not zero.
class LabelBlock final {
  public:
    LabelBlock(const ImageCall& image, TaskMemory& memory, LabelExtra* extras)
        : image_(image), memory_(memory), extras_(extras) {}

    void fill(const PixelRange& pixels, int64_t first, int64_t count) {
        memory_.extra_ends[0] = 0;
        for (int64_t i = 0; i < count; ++i) {
            const Pixel p = pixels[first + i];
            find_pixel(p, memory_.offsets + i * image_.convolution.shape.taps());
            memory_.extra_ends[i + 1] = extra_count_;
            memory_.rows[i] = image_.destination.row(p);
        }
    }

  private:
    void find_pixel(Pixel p, int32_t* out) {
        const ConvolutionShape& s = image_.convolution.shape;
        const Source &labels = image_.call.src, &extra = image_.call.src2;
        const int32_t classes = s.ic - extra.tensor.c;
        for (int32_t tap = 0; tap < s.taps(); ++tap) {
            const int32_t y = p.y * s.sh - s.pt + tap / s.kw, x = p.x * s.sw - s.pl + tap % s.kw;
            out[tap] = -1;
            if (y < 0 || y >= labels.h() || x < 0 || x >= labels.w()) continue;
            const int32_t id = *at<uint8_t>(labels, y, x);
            if (id < classes) out[tap] = (tap * s.ic + id) * kPanel;
            if (!extra) continue;
            const float* values = at<float>(extra, y, x);
            for (int32_t c = 0; c < extra.tensor.c; ++c)
                if (values[c] != 0)
                    extras_[extra_count_++] = {(tap * s.ic + classes + c) * kPanel, values[c]};
        }
    }

    template <class T>
    const T* at(const Source& source, int32_t y, int32_t x) const {
        const int32_t s = source.scale_log2;
        const int64_t row = s >= 0 ? y >> s : y << -s, column = s >= 0 ? x >> s : x << -s;
        const Tensor& t = source.tensor;
        return data<T>(t) + image_.n * t.image_stride() + (row * t.w + column) * t.pixel_stride;
    }

    const ImageCall& image_;
    TaskMemory& memory_;
    LabelExtra* const extras_;  // room for every tap of every pixel
    int32_t extra_count_ = 0;
};

}  // namespace

void run_labels(const ImageCall& image) {
    const HostConvolution& convolution = image.convolution;
    const PixelRange pixels(image.call.active, Size{image.call.dst.h, image.call.dst.w});
    const int32_t taps = convolution.shape.taps();
    ThreadPool& pool = image.context.pool;
    const uint64_t room = sizeof(TaskMemory) + static_cast<uint64_t>(kBlock) * static_cast<uint64_t>(taps) *
                                                   static_cast<uint64_t>(image.call.src2.tensor.c) *
                                                   sizeof(LabelExtra);
    const int64_t blocks = (pixels.count() + kBlock - 1) / kBlock;
    const UnitGroups groups = group_units(convolution.units(), convolution.units(), blocks, pool.threads());
    pool.parallel_for(blocks * groups.count, [&](int64_t task, int thread) {
        TaskMemory& memory = *reinterpret_cast<TaskMemory*>(
            image.context.per_thread[static_cast<size_t>(thread)].get<char>(room));
        LabelExtra* extras = reinterpret_cast<LabelExtra*>(&memory + 1);
        const int64_t first = task % blocks * kBlock, group = task / blocks;
        const int32_t count = static_cast<int32_t>(std::min(kBlock, pixels.count() - first));
        LabelBlock(image, memory, extras).fill(pixels, first, count);
        for (int32_t unit = groups.first(group); unit < groups.last(group, convolution.units()); ++unit) {
            image.context.kernels.labels(LabelsArgs{convolution.panel(unit), memory.offsets, count, taps,
                                                    extras, memory.extra_ends, memory.acc});
            image.destination.finish(unit, memory.acc, nullptr, kPanel, memory.rows, count);
        }
    });
}

}  // namespace sige::cpu
