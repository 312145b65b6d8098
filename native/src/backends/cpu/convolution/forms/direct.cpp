// Indirect GEMM over a list of pixels: a block of pixels stays in the second-level cache while the panels of
// weights pass through the first; no source pixel is copied unless it has a prologue.
#include "backends/cpu/convolution/forms/cost.h"
#include "backends/cpu/convolution/forms/form.h"
#include "backends/forms/refusals.h"

namespace sige::cpu {
namespace {

constexpr int kBlock = 144;      // pixels of a task, at most
constexpr int64_t kSlice = 256;  // values of the panels at once: 16 KB of weights, half a first-level cache
constexpr int64_t kGroupsAhead = 3;       // of rows that are asked for before they are multiplied
constexpr int64_t kPrologueBlock = 4096;  // pixels whose prologue is evaluated at once
// Pixels from which on 16-bit weights are widened once for all rows of a block: the micro-kernel would widen
// them for each six.
constexpr int64_t kWideningPixels = 18;

bool widens_slices(const Panels& panels, int64_t pixels) {
    return panels.dtype != SIGE_DTYPE_F32 && pixels >= kWideningPixels;
}

struct TaskMemory {
    float acc[kBlock * kMostGemmPanels * kPanel];  // [pixels, panels of a step, kPanel]
    EpilogueRow rows[kBlock];
    const float* pointers[2][(kBlock + kMostGemmRows) * 9];  // [reader][row group, tap, row]
    float widened[kSlice * kPanel];
};

// Fills the source addresses of a block of pixels, row group by row group of a tile's rows.
void find_sources(const ConvolutionShape& s, const SourceReader& reader, const PixelRange& pixels,
                  int64_t first, const EvenSplit& groups, const float** pointers) {
    const int64_t rows = groups.largest;
    for (int64_t group = 0; group < groups.count; ++group)
        for (int64_t row = 0; row < groups.length(group); ++row) {
            const Pixel p = pixels[first + groups.first(group) + row];
            const float** out = pointers + group * s.taps() * rows + row;
            for (int32_t ky = 0; ky < s.kh; ++ky)
                for (int32_t kx = 0; kx < s.kw; ++kx, out += rows)
                    *out = reader.at(p.y * s.sh - s.pt + ky, p.x * s.sw - s.pl + kx);
        }
}

// Panels of weights that a block of pixels is multiplied by in one step.
struct Step {
    int32_t first, count;
    bool first_of_task;
};

// Weights that are needed soon; as much of each further panel lies stride bytes behind.
struct Soon {
    const char* memory;
    int64_t bytes, stride;
};

struct Block {
    const ImageCall& image;
    TaskMemory& memory;
    const GemmTile& tile;
    const EvenSplit groups;  // of rows for the micro-kernel
    const bool streams;      // whether source pixels come from memory one behind the other, as in a dense 1x1
    const bool widens;       // whether slices are widened before they are multiplied

    // One slice of some panels against all rows of the block. The first panel brings the source pixels into
    // the cache.
    void multiply(GemmArgs args, const float* const* pointers, int first_tap, bool brings_sources,
                  const Soon& soon, float* acc) const {
        const int taps = image.convolution.shape.taps();
        for (int64_t group = 0; group < groups.count; ++group) {
            args.rows = pointers + (group * taps + first_tap) * tile.rows;
            args.row_count = static_cast<int32_t>(groups.length(group));
            args.acc = acc + groups.first(group) * args.acc_stride;
            if (brings_sources) {
                args.prefetch = reinterpret_cast<const char*>(args.rows[0] + args.k_begin +
                                                              kGroupsAhead * tile.rows * args.k);
                args.prefetch_step = tile.rows * static_cast<int64_t>(sizeof(float));
                args.prefetch_stride = 0;
            } else {
                prefetch_share(args, soon.memory, soon.bytes, group, groups.count);
                args.prefetch_stride = soon.stride;
            }
            tile.run(args);
        }
    }

    // The sums of panels that read the same source: slices of whole taps, or of a tap's channels where a tap
    // is longer than a slice.
    void sum_panels(const Sources& sources, const Step& step, int32_t acc_stride, float* acc) const {
        const HostConvolution& convolution = image.convolution;
        const int64_t ic = convolution.shape.ic;
        const int taps = convolution.shape.taps();
        const PartSources of_part = part_sources(convolution, sources, step.first % convolution.parts());
        GemmArgs args{};
        args.panel_count = step.count;
        args.acc_stride = acc_stride;
        args.segment_stride = ic * kPanel;
        args.panel_stride = convolution.panel_size();
        for (int s = 0; s < of_part.count; ++s) {
            const PartSource source = of_part.sources[s];
            const int64_t channels = sources.reader[source.reader].channels();
            const int64_t at_once = kSlice / step.count;
            const int segments = static_cast<int>(std::max<int64_t>(at_once / channels, 1));
            const int64_t slices = (channels + at_once - 1) / at_once,
                          slice = (channels + slices - 1) / slices;
            for (int tap = 0; tap < taps; tap += segments) {
                args.segments = std::min(segments, taps - tap);
                for (int64_t k = 0; k < channels; k += slice) {
                    args.k_begin = static_cast<int32_t>(k);
                    args.k = static_cast<int32_t>(std::min(slice, channels - k));
                    const int64_t weight = source.panel_offset + (tap * ic + k) * kPanel;
                    args.panel = image.panels.at(step.first, weight);
                    const Soon soon = after(args, step.first, weight,
                                            tap + args.segments == taps && k + args.k == channels);
                    multiply(widens ? widened(args, step.first, weight) : args,
                             memory.pointers[source.reader], tap, step.first_of_task && streams, soon, acc);
                    args.accumulate = true;
                }
            }
        }
    }

    // The weights behind a slice: the same panels' next, or after the last slice the next panels'.
    Soon after(const GemmArgs& args, int32_t panel, int64_t weight, bool last) const {
        const Panels& panels = image.panels;
        const int64_t slice = static_cast<int64_t>(args.segments) * args.k * kPanel;
        const int64_t skipped = last ? (args.panel_count - 1) * args.panel_stride : 0;
        return {panels.at(panel, weight + slice + skipped), panels.bytes(slice),
                panels.bytes(args.panel_stride)};
    }

    // The same slice as float32, its panels and segments one behind the other.
    GemmArgs widened(GemmArgs args, int32_t panel, int64_t weight) const {
        const int64_t count = static_cast<int64_t>(args.k) * kPanel;
        float* out = memory.widened;
        for (int32_t p = 0; p < args.panel_count; ++p)
            for (int64_t s = 0; s < args.segments; ++s, out += count)
                image.panels.widen(image.context.kernels, panel + p, weight + s * args.segment_stride, count,
                                   out);
        args.panel = memory.widened;
        args.segment_stride = count;
        args.panel_stride = args.segments * count;
        return args;
    }

    // Gives the sums of a step's panels to rows of one image.
    void finish(int32_t n, const Step& step, int64_t first_row, int32_t rows) const {
        const int32_t parts = image.convolution.parts();
        for (int32_t panel = 0; panel < step.count; panel += parts) {
            const float* acc = memory.acc + first_row * step.count * kPanel + panel * kPanel;
            image.destination.finish(n, (step.first + panel) / parts, acc,
                                     parts == 2 ? acc + kPanel : nullptr, step.count * kPanel,
                                     memory.rows + first_row, rows);
        }
    }

    // The sums of all panels of a step, side by side.
    void sum_step(const Sources& sources, const Step& step) const {
        const bool split = image.convolution.shape.modulation == SIGE_MODULATION_SPLIT;
        const int32_t at_once = split ? 1 : std::min(tile.panels, step.count);
        for (int32_t panel = 0; panel < step.count; panel += at_once)
            sum_panels(sources,
                       Step{step.first + panel, std::min(at_once, step.count - panel),
                            step.first_of_task && panel == 0},
                       step.count * kPanel, memory.acc + panel * kPanel);
    }
};

void run_pixels(const ImageCall& image, const Sources& sources, const PixelRange& pixels, int64_t begin,
                int64_t end) {
    const HostConvolution& convolution = image.convolution;
    ThreadPool& pool = image.context.pool;
    const bool widens = widens_slices(image.panels, end - begin);
    const GemmTile& tile = gemm_tile(image.context.kernels, widens ? SIGE_DTYPE_F32 : image.panels.dtype);
    const EvenSplit blocks(end - begin, kBlock / tile.rows * tile.rows);
    const int32_t parts = convolution.parts(), units_of_step = std::max(tile.panels / parts, 1);
    const UnitGroups units =
        group_units(convolution.units(), convolution.units(), blocks.count, pool.threads());
    const bool streams = convolution.shape.taps() == 1 && image.call.active == nullptr;
    pool.parallel_for(blocks.count * units.count, [&](int64_t task, int thread) {
        TaskMemory& memory = *image.context.per_thread[static_cast<size_t>(thread)].get<TaskMemory>(1);
        const int64_t piece = task % blocks.count, group = task / blocks.count;
        const int64_t first = begin + blocks.first(piece), count = blocks.length(piece);
        const Block block{image, memory, tile, EvenSplit(count, tile.rows), streams, widens};
        for (int s = 0; s < sources.count; ++s)
            find_sources(convolution.shape, sources.reader[s], pixels, first, block.groups,
                         memory.pointers[s]);
        for (int64_t i = 0; i < count; ++i) memory.rows[i] = image.destination.row(pixels[first + i]);
        const int32_t first_unit = units.first(group), last_unit = units.last(group, convolution.units());
        for (int32_t unit = first_unit; unit < last_unit; unit += units_of_step) {
            const Step step{unit * parts, std::min(units_of_step, last_unit - unit) * parts,
                            unit == first_unit};
            block.sum_step(sources, step);
            pixels.for_images(first, first + count, [&](int32_t n, int64_t from, int64_t to) {
                block.finish(n, step, from - first, static_cast<int32_t>(to - from));
            });
        }
    });
}

// A prologue without an activation commutes with a 1x1 convolution: w (x * scale + shift) + b = (w * scale) x
// + (w shift + b). Worth it where there are more pixels than filters to go over.
bool prologue_folds(const ConvolutionShape& shape, const ConvolutionCall& call) {
    return !call.prologue.is_identity() && shape.kh == 1 &&
           call.prologue.activation == SIGE_ACTIVATION_NONE &&
           PixelRange(call.active, Size{call.dst.h, call.dst.w}).count() > shape.oc;
}

// What is folded into weights is an image's own.
bool stacks(const ConvolutionShape& shape, const ConvolutionCall& call) {
    return !prologue_folds(shape, call);
}

void run_folded(ImageCall image, const PixelRange& pixels) {
    const HostConvolution& convolution = image.convolution;
    const Affine& prologue = image.call.prologue;
    const int64_t ic = convolution.shape.ic, size = convolution.panel_size();
    const bool split = convolution.shape.modulation == SIGE_MODULATION_SPLIT;
    const int64_t image_offset = prologue.per_image ? image.n * (split ? 2 * ic : ic) : 0;
    float* folded =
        image.context.shared.get<float>(static_cast<uint64_t>(convolution.panels() * (size + kPanel)));
    float* biases = folded + convolution.panels() * size;
    image.context.pool.parallel_for(convolution.panels(), [&](int64_t p, int) {
        const int64_t offset = image_offset + (split && p % 2 == 1 ? ic : 0);
        float *out = folded + p * size, *bias = biases + p * kPanel;
        convolution.packed().widen(image.context.kernels, static_cast<int32_t>(p), 0, size, out);
        std::copy_n(image.destination.bias() + p * kPanel, kPanel, bias);
        for (int64_t c = 0; c < ic; ++c) {
            const float scale = prologue.scale != nullptr ? data<float>(prologue.scale)[offset + c] : 1.0f;
            const float shift = prologue.shift != nullptr ? data<float>(prologue.shift)[offset + c] : 0.0f;
            for (int j = 0; j < kPanel; ++j) {
                bias[j] += out[c * kPanel + j] * shift;
                out[c * kPanel + j] *= scale;
            }
        }
    });
    image.panels = Panels{reinterpret_cast<const char*>(folded), SIGE_DTYPE_F32, size};
    image.destination.use_bias(biases);
    run_pixels(image, raw_sources(image.call, image.n, image.source, convolution.zeros()), pixels, 0,
               pixels.count());
}

void run(const ImageCall& image) {
    const ConvolutionCall& call = image.call;
    const PixelRange pixels(call.active, Size{call.dst.h, call.dst.w}, image.stack);
    if (call.prologue.is_identity())
        return run_pixels(image, raw_sources(call, image.n, image.source, image.convolution.zeros()), pixels,
                          0, pixels.count());
    if (prologue_folds(image.convolution.shape, call)) return run_folded(image, pixels);
    PrologueRows rows(image.context, call, image.n, image.source, image.convolution.zeros());
    for (int64_t begin = 0; begin < pixels.count(); begin += kPrologueBlock) {
        const int64_t end = std::min(begin + kPrologueBlock, pixels.count());
        rows.needed().clear();
        rows.needed().need(image.convolution.shape, pixels, begin, end);
        run_pixels(image, rows.evaluate(), pixels, begin, end);
    }
}

double product_cost(const Kernels& kernels, const Panels& packed, int64_t pixels, double values) {
    constexpr double kGemmShare = 0.9;     // the rest is loop and cache
    constexpr double kWideningCycles = 2;  // of the sixteen weights of a panel, into the first-level cache
    const bool widens = widens_slices(packed, pixels);
    const GemmTile& tile = gemm_tile(kernels, widens ? SIGE_DTYPE_F32 : packed.dtype);
    const double passes = widens ? static_cast<double>((pixels + kBlock - 1) / kBlock) : 0;
    return gemm_cost(tile, pixels, values, kGemmShare) + passes * values * kWideningCycles;
}

double cost(const Kernels& kernels, const HostConvolution& c, const ConvolutionCall& call, int32_t images,
            bool) {
    const int64_t pixels = images * PixelRange(call.active, Size{call.dst.h, call.dst.w}).count();
    const double values = static_cast<double>(c.shape.taps()) * c.shape.ic * c.panels();
    const Panels packed = c.packed();
    return std::max(product_cost(kernels, packed, pixels, values),
                    read_cost(values * static_cast<double>(packed.bytes(kPanel)))) +
           static_cast<double>(pixels) * c.panels() * kPixelCycles;
}

}  // namespace

ConvolutionForm direct_form() {
    return {"direct", refuse_unless_dense, cost, run, nullptr, nullptr, stacks};
}

}  // namespace sige::cpu
