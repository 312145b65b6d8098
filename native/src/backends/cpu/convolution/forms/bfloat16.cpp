// Direct arithmetic with factors in bfloat16 and sums in float32, for calls that allow it. Each needed source
// pixel is read, normalised, activated and rounded once; a task collects the rows under its output pixels
// into a packed block, slice by slice along the taps and channels, so that dense and sparse runs feed the
// matrix units alike. Winograd's transforms magnify the rounding of their factors too much: of weights alone
// that is measured in winograd.cpp, ten times for F(4x4); of both factors the bound of the tests' tolerances
// is 5/3 for F(2x2) and 31 for F(4x4).
#include "backends/cpu/convolution/forms/cost.h"
#include "backends/cpu/convolution/forms/form.h"
#include "backends/forms/refusals.h"

namespace sige::cpu {
namespace {

constexpr int64_t kBlock = 256;          // pixels of a task, at most
constexpr int32_t kUnits = 32;           // of a task, at most: with kBlock, 512 KB of sums
constexpr int64_t kSlice = 768;          // values of the panels at once: two take 48 KB, a first-level cache
constexpr int64_t kRoundedBlock = 4096;  // pixels whose sources are rounded at once

// The channels that a part of a convolution reads of a rounded row: all, or with SPLIT modulation one
// source's.
int64_t row_width(const HostConvolution& c) {
    return bf16_padded(c.shape.ic);
}

// Values of a packed panel: [taps, padded channels, kPanel].
int64_t panel_size(const HostConvolution& c) {
    return c.shape.taps() * row_width(c) * kPanel;
}

// Rows [needed pixels, sources' channels], rounded; of a SPLIT modulation each source is padded.
class RoundedRows final {
  public:
    explicit RoundedRows(const ImageCall& image)
        : image_(image),
          raw_(raw_sources(image.call, image.n, image.source, image.convolution.zeros())),
          prologue_(image.context, image.call, image.n, image.source, raw_),
          has_prologue_(!image.call.prologue.is_identity()),
          parts_(image.convolution.shape.modulation == SIGE_MODULATION_SPLIT ? 2 : 1),
          stride_(parts_ * row_width(image.convolution)),
          needed_(image.context.prologue, image.call.src.h(), image.call.src.w(), image.source) {}

    void round(const PixelRange& pixels, int64_t begin, int64_t end) {
        needed_.clear();
        needed_.need(image_.convolution.shape, pixels, begin, end);
        // A row of zeros behind them is what padding reads.
        rows_ =
            image_.context.prologue.rows.get<Bf16>(static_cast<uint64_t>((needed_.count() + 1) * stride_));
        std::fill_n(rows_ + needed_.count() * stride_, stride_, Bf16{0});
        for_pixel_blocks(image_.context.pool, 1, needed_.count(), block_for(static_cast<int32_t>(stride_)),
                         [&](int32_t, int64_t first, int64_t last, int thread) {
                             float* values =
                                 image_.context.per_thread[static_cast<size_t>(thread)].get<float>(
                                     static_cast<uint64_t>(raw_.channels()));
                             for (int64_t i = first; i < last; ++i) round(i, values);
                         });
    }

    // The row of a source pixel, from the channels of a part on.
    const Bf16* at(int32_t y, int32_t x, int part) const {
        const bool inside = static_cast<uint32_t>(y) < static_cast<uint32_t>(raw_.reader[0].h()) &&
                            static_cast<uint32_t>(x) < static_cast<uint32_t>(raw_.reader[0].w());
        const int64_t rank =
            inside ? needed_.ranks()[static_cast<int64_t>(y) * raw_.reader[0].w() + x] : needed_.count();
        return rows_ + rank * stride_ + part % parts_ * (stride_ / parts_);
    }

  private:
    void round(int64_t i, float* values) const {
        const Pixel pixel = needed_[i];
        Bf16* row = rows_ + i * stride_;
        if (has_prologue_ || (parts_ == 1 && raw_.count == 2)) {
            prologue_.evaluate(pixel, values);
            for (int part = 0; part < parts_; ++part)
                round(values + part * image_.convolution.shape.ic, row + part * (stride_ / parts_));
        } else {
            for (int part = 0; part < parts_; ++part)
                round(raw_.reader[part].at(pixel.y, pixel.x), row + part * (stride_ / parts_));
        }
    }
    void round(const float* src, Bf16* dst) const {
        image_.context.kernels.round_row(RoundRowArgs{src, dst, image_.convolution.shape.ic});
    }

    const ImageCall& image_;
    const Sources raw_;
    const Prologue prologue_;
    const bool has_prologue_;
    const int parts_;
    const int64_t stride_;
    NeededPixels needed_;
    Bf16* rows_ = nullptr;
};

struct TaskMemory {
    alignas(kAlignment) Bf16 rows[kBlock * kSlice];                      // a packed block of a slice
    alignas(kAlignment) Bf16 panels[kMostBf16Panels * kSlice * kPanel];  // where they are not kept
    float widened[kSlice * kPanel];                                      // of a panel kept as 16 bits
    const Bf16* pointers[9 * kBlock];                                    // [tap, pixel]
    EpilogueRow epilogue[kBlock];
    alignas(kAlignment) float acc[kBlock * kUnits * kPanel];  // [pixels, panels, kPanel]
};

// Values of a filter that are multiplied at once: whole taps, or some of a tap's channels.
struct Slice {
    int32_t tap, taps;
    int64_t channel, channels;  // of each tap, padded

    int64_t values() const { return taps * channels; }
};

// Some pixels against some units.
class Task final {
  public:
    Task(const ImageCall& image, const RoundedRows& rows, TaskMemory& memory, int32_t first_unit,
         int32_t units)
        : image_(image),
          convolution_(image.convolution),
          rows_(rows),
          tile_(image.context.kernels.gemm_bf16),
          memory_(memory),
          first_panel_(first_unit * convolution_.parts()),
          panels_(units * convolution_.parts()) {}

    void run(const PixelRange& pixels, int64_t first, int32_t count) {
        count_ = count;
        for (int32_t i = 0; i < count; ++i) memory_.epilogue[i] = image_.destination.row(pixels[first + i]);
        const bool split = convolution_.shape.modulation == SIGE_MODULATION_SPLIT;
        for (int part = 0; part < (split ? 2 : 1); ++part) {
            find_rows(pixels, first, part);
            sum_panels(part, split ? 2 : 1);
        }
        const int32_t parts = convolution_.parts();
        for (int32_t panel = 0; panel < panels_; panel += parts) {
            const float* acc = memory_.acc + panel * kPanel;
            image_.destination.finish(0, (first_panel_ + panel) / parts, acc,
                                      parts == 2 ? acc + kPanel : nullptr, acc_stride(), memory_.epilogue,
                                      count_);
        }
    }

  private:
    int64_t acc_stride() const { return static_cast<int64_t>(panels_) * kPanel; }

    void find_rows(const PixelRange& pixels, int64_t first, int part) const {
        const ConvolutionShape& s = convolution_.shape;
        for (int32_t i = 0; i < count_; ++i) {
            const Pixel p = pixels[first + i];
            const Bf16** out = memory_.pointers + i;
            for (int32_t ky = 0; ky < s.kh; ++ky)
                for (int32_t kx = 0; kx < s.kw; ++kx, out += kBlock)
                    *out = rows_.at(p.y * s.sh - s.pt + ky, p.x * s.sw - s.pl + kx, part);
        }
    }

    // The sums of every `step`-th panel from `part` on.
    void sum_panels(int part, int step) const {
        const int64_t width = row_width(convolution_);
        const EvenSplit taps(convolution_.shape.taps(), std::max<int64_t>(kSlice / width, 1));
        const EvenSplit steps(width / kBf16Depth, kSlice / kBf16Depth);
        for (int64_t t = 0; t < taps.count; ++t)
            for (int64_t c = 0; c < steps.count; ++c) {
                const Slice slice{static_cast<int32_t>(taps.first(t)), static_cast<int32_t>(taps.length(t)),
                                  steps.first(c) * kBf16Depth, steps.length(c) * kBf16Depth};
                multiply(slice, part, step, t + c > 0);
            }
    }

    void multiply(const Slice& slice, int part, int step, bool accumulate) const {
        GemmBf16Args args{};
        args.rows = collect(slice);
        args.row_count = count_;
        args.k = static_cast<int32_t>(slice.values());
        args.acc_stride = acc_stride();
        args.accumulate = accumulate;
        // Panels of two parts do not lie side by side.
        const int32_t at_once = step == 1 ? tile_.panels : 1;
        for (int32_t panel = part; panel < panels_; panel += at_once * step) {
            args.panel_count = std::min(at_once, panels_ - panel);
            args.acc = memory_.acc + panel * kPanel;
            find_panels(slice, panel, panel + at_once * step, args);
            tile_.run(args);
        }
    }

    const Bf16* collect(const Slice& slice) const {
        for (int32_t t = 0; t < slice.taps; ++t)
            image_.context.kernels.collect_rows(
                CollectRowsArgs{memory_.pointers + (slice.tap + t) * kBlock, slice.channel, count_,
                                slice.channels, memory_.rows, t * slice.channels, slice.values()});
        return memory_.rows;
    }

    // Packed panels of a slice: those that are kept, or made now.
    void find_panels(const Slice& slice, int32_t panel, int32_t next, GemmBf16Args& args) const {
        const int64_t size = panel_size(convolution_);
        const int64_t offset = (slice.tap * row_width(convolution_) + slice.channel) * kPanel;
        if (image_.kept != nullptr) {
            const Bf16* of_slice = static_cast<const Bf16*>(image_.kept) + first_panel_ * size + offset;
            args.panel = of_slice + panel * size;
            args.panel_stride = size;
            args.prefetch = next + args.panel_count <= panels_ ? of_slice + next * size : nullptr;
            return;
        }
        args.panel = memory_.panels;
        args.panel_stride = kSlice * kPanel;
        for (int32_t p = 0; p < args.panel_count; ++p)
            pack(slice, first_panel_ + panel + p, memory_.panels + p * args.panel_stride);
    }

    void pack(const Slice& slice, int32_t panel, Bf16* dst) const {
        const int64_t ic = convolution_.shape.ic, channels = std::min(ic - slice.channel, slice.channels);
        for (int32_t t = 0; t < slice.taps; ++t) {
            const float* values = image_.panels.floats(image_.context.kernels, panel,
                                                       ((slice.tap + t) * ic + slice.channel) * kPanel,
                                                       channels * kPanel, memory_.widened);
            image_.context.kernels.pack_bf16(
                PackBf16Args{values, channels, dst + t * slice.channels * kPanel});
        }
    }

    const ImageCall& image_;
    const HostConvolution& convolution_;
    const RoundedRows& rows_;
    const GemmBf16Tile& tile_;
    TaskMemory& memory_;
    const int32_t first_panel_, panels_;
    int32_t count_ = 0;
};

void run_pixels(const ImageCall& image, const RoundedRows& rows, const PixelRange& pixels, int64_t begin,
                int64_t end) {
    const HostConvolution& convolution = image.convolution;
    ThreadPool& pool = image.context.pool;
    const EvenSplit blocks(end - begin, kBlock);
    const UnitGroups units =
        group_units(convolution.units(), kUnits / convolution.parts(), blocks.count, pool.threads());
    pool.parallel_for(blocks.count * units.count, [&](int64_t task, int thread) {
        const int64_t piece = task % blocks.count, group = task / blocks.count;
        const int32_t first = units.first(group), last = units.last(group, convolution.units());
        TaskMemory& memory = *image.context.per_thread[static_cast<size_t>(thread)].get<TaskMemory>(1);
        Task(image, rows, memory, first, last - first)
            .run(pixels, begin + blocks.first(piece), static_cast<int32_t>(blocks.length(piece)));
    });
}

void run(const ImageCall& image) {
    const PixelRange pixels(image.call.active, Size{image.call.dst.h, image.call.dst.w});
    RoundedRows rows(image);
    for (int64_t begin = 0; begin < pixels.count(); begin += kRoundedBlock) {
        const int64_t end = std::min(begin + kRoundedBlock, pixels.count());
        rows.round(pixels, begin, end);
        run_pixels(image, rows, pixels, begin, end);
    }
}

uint64_t kept_bytes(const HostConvolution& c) {
    return static_cast<uint64_t>(c.panels()) * static_cast<uint64_t>(panel_size(c)) * sizeof(Bf16);
}

void prepare(const HostConvolution& c, Context context, void* kept) {
    const PackBf16Function pack = context.kernels.pack_bf16;
    const int64_t size = panel_size(c), width = row_width(c) * kPanel;
    const int64_t tap_size = static_cast<int64_t>(c.shape.ic) * kPanel;
    context.pool.parallel_for(c.panels(), [&](int64_t p, int thread) {
        Bf16* dst = static_cast<Bf16*>(kept) + p * size;
        float* scratch =
            context.per_thread[static_cast<size_t>(thread)].get<float>(static_cast<uint64_t>(tap_size));
        for (int32_t tap = 0; tap < c.shape.taps(); ++tap)
            pack(PackBf16Args{c.packed().floats(context.kernels, static_cast<int32_t>(p), tap * tap_size,
                                                tap_size, scratch),
                              c.shape.ic, dst + tap * width});
    });
}

double cost(const Kernels& kernels, const HostConvolution& c, const ConvolutionCall& call, int32_t,
            bool kept) {
    constexpr double kCollectCycles = 4;  // kBf16Depth values of a row
    constexpr double kRoundCycles = 12;   // kBf16Depth values of a source pixel
    constexpr double kPackCycles = 40;    // kBf16Depth values of a panel
    const GemmBf16Tile& tile = kernels.gemm_bf16;
    const int64_t pixels = PixelRange(call.active, Size{call.dst.h, call.dst.w}).count();
    const double steps = static_cast<double>(c.shape.taps()) * static_cast<double>(row_width(c)) / kBf16Depth;
    const double products =
        static_cast<double>(pixels) * steps * c.panels() * tile.cycles / (tile.rows * tile.panels);
    const double values = steps * kBf16Depth * kPanel * c.panels();
    const double blocks = static_cast<double>((pixels + kBlock - 1) / kBlock);
    const double packing = kept ? 0 : blocks * steps * c.panels() * kPackCycles;
    const double groups = static_cast<double>((c.units() * c.parts() + kUnits - 1) / kUnits);
    const double rows = static_cast<double>(pixels) *
                        (steps * kCollectCycles * groups + steps / c.shape.taps() * kRoundCycles);
    const double bytes = values * static_cast<double>(kept ? sizeof(Bf16) : c.packed().bytes(1));
    return std::max(products + packing, read_cost(bytes)) + rows +
           static_cast<double>(pixels) * c.panels() * kPixelCycles;
}

}  // namespace

ConvolutionForm bfloat16_form() {
    return {"bfloat16", refuse_unless_bfloat16, cost, run, kept_bytes, prepare};
}

}  // namespace sige::cpu
