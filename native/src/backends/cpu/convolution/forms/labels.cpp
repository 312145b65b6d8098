// A convolution whose source is a label map: the weight rows that the ids choose are summed.
#include "backends/cpu/convolution/forms/cost.h"
#include "backends/cpu/convolution/forms/form.h"
#include "backends/forms/refusals.h"

namespace sige::cpu {
namespace {

constexpr int64_t kBlock = 192;

// A pixel whose result is that of another, which lies before it.
struct Copy {
    float* dst;
    const float* src;
};

struct TaskMemory {
    int32_t offsets[kBlock * 9];  // [windows, taps]
    int32_t extra_ends[kBlock + 1];
    float acc[kBlock * kPanel];
    EpilogueRow rows[kBlock];
    Copy copies[kBlock];
};

// Finds the ids under each tap of a block of pixels as offsets into a panel, and the channels behind the
// one-hot that are not zero. Most of a label map is even: a pixel that sees what its predecessor saw is a
// copy of it.
class LabelBlock final {
  public:
    LabelBlock(const ImageCall& image, TaskMemory& memory, LabelExtra* extras)
        : image_(image), memory_(memory), extras_(extras), taps_(image.convolution.shape.taps()) {}

    void fill(const PixelRange& pixels, int64_t first, int64_t count) {
        memory_.extra_ends[0] = 0;
        for (int64_t i = 0; i < count; ++i) {
            const Pixel p = pixels[first + i];
            const EpilogueRow row = image_.destination.row(p);
            find_pixel(p, memory_.offsets + windows_ * taps_);
            memory_.extra_ends[windows_ + 1] = extra_count_;
            if (row.residual == nullptr && repeats_predecessor()) {
                extra_count_ = memory_.extra_ends[windows_];
                memory_.copies[copies_++] = {row.dst, memory_.rows[windows_ - 1].dst};
            } else {
                memory_.rows[windows_++] = row;
            }
        }
    }

    // How many different windows there are, and how many pixels are copies.
    int32_t windows() const { return windows_; }
    int32_t copies() const { return copies_; }

  private:
    bool repeats_predecessor() const {
        if (windows_ == 0) return false;
        const int32_t* offsets = memory_.offsets + windows_ * taps_;
        if (!std::equal(offsets, offsets + taps_, offsets - taps_)) return false;
        const int32_t* ends = memory_.extra_ends + windows_;
        const LabelExtra *extras = extras_ + ends[0], *before = extras_ + ends[-1];
        return ends[1] - ends[0] == ends[0] - ends[-1] &&
               std::equal(extras, extras + (ends[1] - ends[0]), before,
                          [](const LabelExtra& a, const LabelExtra& b) {
                              return a.offset == b.offset && a.value == b.value;
                          });
    }

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
    const int32_t taps_;
    int32_t extra_count_ = 0, windows_ = 0, copies_ = 0;
};

void run(const ImageCall& image) {
    const HostConvolution& convolution = image.convolution;
    const PixelRange pixels(image.call.active, Size{image.call.dst.h, image.call.dst.w});
    const int32_t taps = convolution.shape.taps();
    ThreadPool& pool = image.context.pool;
    const LabelsFunction sum_rows = labels_kernel(image.context.kernels, image.panels.dtype);
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
        LabelBlock block(image, memory, extras);
        block.fill(pixels, first, count);
        const int32_t first_unit = groups.first(group), last_unit = groups.last(group, convolution.units());
        for (int32_t unit = first_unit; unit < last_unit; ++unit) {
            sum_rows(LabelsArgs{image.panels.at(unit, 0), memory.offsets, block.windows(), taps, extras,
                                memory.extra_ends, memory.acc});
            image.destination.finish(0, unit, memory.acc, nullptr, kPanel, memory.rows, block.windows());
        }
        const int64_t channel = convolution.channel(first_unit);
        const int64_t channels =
            convolution.channel(last_unit - 1) + convolution.lanes(last_unit - 1) - channel;
        for (int32_t i = 0; i < block.copies(); ++i)
            std::copy_n(memory.copies[i].src + channel, channels, memory.copies[i].dst + channel);
    });
}

// At most: as if no pixel were a copy of its predecessor, and no channel behind the one-hot zero.
double cost(const Kernels&, const HostConvolution& c, const ConvolutionCall& call, int32_t, bool) {
    constexpr double kFindCycles = 30;  // the id under a tap, and its address
    constexpr double kRowCycles = 6;    // a row of weights, added to a sum that waits for the one before
    const int64_t pixels = PixelRange(call.active, Size{call.dst.h, call.dst.w}).count();
    const double rows = static_cast<double>(c.shape.taps()) * (1 + call.src2.tensor.c);
    return static_cast<double>(pixels) *
           (c.shape.taps() * kFindCycles + c.panels() * (rows * kRowCycles + kPixelCycles));
}

}  // namespace

ConvolutionForm labels_form() {
    return {"labels", refuse_unless_labels, cost, run};
}

}  // namespace sige::cpu
