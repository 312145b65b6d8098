// Indirect GEMM over a list of pixels: a block of pixels stays in the second-level cache while the panels of
// weights pass through the first; no source pixel is copied unless it has a prologue.
#include "backends/cpu/convolution/algorithms.h"

namespace sige::cpu {
namespace {

constexpr int kBlock = 144;                     // pixels of a task, a multiple of kGemmRows
constexpr int kRowGroups = kBlock / kGemmRows;  // at most
constexpr int64_t kSlice = 256;      // values of a panel's slice: 16 KB of weights, half a first-level cache
constexpr int64_t kGroupsAhead = 3;  // of rows that are asked for before they are multiplied
constexpr int64_t kPrologueBlock = 4096;  // pixels whose prologue is evaluated at once

struct TaskMemory {
    float acc[2][kBlock * kPanel];
    EpilogueRow rows[kBlock];
    const float* pointers[2][kRowGroups * 9 * kGemmRows];  // [reader][row group, tap, row]
};

// Fills the source addresses of a block of pixels, row group by row group.
void find_sources(const ConvolutionShape& s, const SourceReader& reader, const PixelRange& pixels,
                  int64_t first, const EvenSplit& groups, const float** pointers) {
    for (int64_t group = 0; group < groups.count; ++group)
        for (int64_t row = 0; row < groups.length(group); ++row) {
            const Pixel p = pixels[first + groups.first(group) + row];
            const float** out = pointers + group * s.taps() * kGemmRows + row;
            for (int32_t ky = 0; ky < s.kh; ++ky)
                for (int32_t kx = 0; kx < s.kw; ++kx, out += kGemmRows)
                    *out = reader.at(p.y * s.sh - s.pt + ky, p.x * s.sw - s.pl + kx);
        }
}

struct Block {
    const ImageCall& image;
    TaskMemory& memory;
    const EvenSplit groups;  // of rows for the micro-kernel
    const bool streams;      // whether source pixels come from memory one behind the other, as in a dense 1x1

    // One slice of a panel against all rows of the block. The first panel brings the source pixels into the
    // cache.
    void multiply(GemmArgs args, const float* const* pointers, int first_tap, bool first_panel,
                  float* acc) const {
        const int taps = image.convolution.shape.taps();
        for (int64_t group = 0; group < groups.count; ++group) {
            args.rows = pointers + (group * taps + first_tap) * kGemmRows;
            args.row_count = static_cast<int32_t>(groups.length(group));
            args.acc = acc + groups.first(group) * kPanel;
            const int64_t values = static_cast<int64_t>(args.segments) * args.k;
            if (first_panel && streams) {
                args.prefetch = args.rows[0] + args.k_begin + kGroupsAhead * kGemmRows * args.k;
                args.prefetch_step = kGemmRows;
            } else {
                prefetch_share(args, args.panel + values * kPanel, values, group, groups.count);
            }
            image.context.kernels.gemm(args);
        }
    }

    // The sums of one panel: slices of whole taps, or of a tap's channels where a tap is longer than a slice.
    void sum_panel(const Sources& sources, int32_t unit, int part, int32_t first_unit, float* acc) const {
        const HostConvolution& convolution = image.convolution;
        const int64_t ic = convolution.shape.ic;
        const int taps = convolution.shape.taps();
        const PartSources of_part = part_sources(convolution, sources, part);
        GemmArgs args{};
        args.acc_stride = kPanel;
        args.panel_stride = ic * kPanel;
        for (int s = 0; s < of_part.count; ++s) {
            const PartSource source = of_part.sources[s];
            const int64_t channels = sources.reader[source.reader].channels();
            const float* panel = image.panel(unit * convolution.parts() + part) + source.panel_offset;
            const int step = static_cast<int>(std::max<int64_t>(kSlice / channels, 1));
            const int64_t slices = (channels + kSlice - 1) / kSlice, slice = (channels + slices - 1) / slices;
            for (int tap = 0; tap < taps; tap += step) {
                args.segments = std::min(step, taps - tap);
                for (int64_t k = 0; k < channels; k += slice) {
                    args.k_begin = static_cast<int32_t>(k);
                    args.k = static_cast<int32_t>(std::min(slice, channels - k));
                    args.panel = panel + (tap * ic + k) * kPanel;
                    multiply(args, memory.pointers[source.reader], tap, unit == first_unit && part == 0, acc);
                    args.accumulate = true;
                }
            }
        }
    }
};

void run_pixels(const ImageCall& image, const Sources& sources, const PixelRange& pixels, int64_t begin,
                int64_t end) {
    const HostConvolution& convolution = image.convolution;
    ThreadPool& pool = image.context.pool;
    const EvenSplit blocks(end - begin, kBlock);
    const UnitGroups units =
        group_units(convolution.units(), convolution.units(), blocks.count, pool.threads());
    const bool streams = convolution.shape.taps() == 1 && image.call.active == nullptr;
    pool.parallel_for(blocks.count * units.count, [&](int64_t task, int thread) {
        TaskMemory& memory = *image.context.per_thread[static_cast<size_t>(thread)].get<TaskMemory>(1);
        const int64_t piece = task % blocks.count, group = task / blocks.count;
        const int64_t first = begin + blocks.first(piece), count = blocks.length(piece);
        const Block block{image, memory, EvenSplit(count, kGemmRows), streams};
        for (int s = 0; s < sources.count; ++s)
            find_sources(convolution.shape, sources.reader[s], pixels, first, block.groups,
                         memory.pointers[s]);
        for (int64_t i = 0; i < count; ++i) memory.rows[i] = image.destination.row(pixels[first + i]);
        for (int32_t unit = units.first(group); unit < units.last(group, convolution.units()); ++unit) {
            for (int part = 0; part < convolution.parts(); ++part)
                block.sum_panel(sources, unit, part, units.first(group), memory.acc[part]);
            image.destination.finish(unit, memory.acc[0], convolution.parts() == 2 ? memory.acc[1] : nullptr,
                                     kPanel, memory.rows, static_cast<int32_t>(count));
        }
    });
}

void need_pixels(const ConvolutionShape& s, const PixelRange& pixels, int64_t begin, int64_t end,
                 PrologueRows& rows) {
    for (int64_t i = begin; i < end; ++i) {
        const Pixel p = pixels[i];
        for (int32_t ky = 0; ky < s.kh; ++ky)
            for (int32_t kx = 0; kx < s.kw; ++kx) rows.need(p.y * s.sh - s.pt + ky, p.x * s.sw - s.pl + kx);
    }
}

// A prologue without an activation commutes with a 1x1 convolution: w (x * scale + shift) + b = (w * scale) x
// + (w shift + b). Worth it where there are more pixels than filters to go over.
bool prologue_folds(const ImageCall& image, int64_t pixels) {
    const ConvolutionShape& shape = image.convolution.shape;
    return shape.kh == 1 && image.call.prologue.activation == SIGE_ACTIVATION_NONE && pixels > shape.oc;
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
        const float* weights = convolution.panel(static_cast<int32_t>(p));
        float *out = folded + p * size, *bias = biases + p * kPanel;
        std::copy_n(image.destination.bias() + p * kPanel, kPanel, bias);
        for (int64_t c = 0; c < ic; ++c) {
            const float scale = prologue.scale != nullptr ? data<float>(prologue.scale)[offset + c] : 1.0f;
            const float shift = prologue.shift != nullptr ? data<float>(prologue.shift)[offset + c] : 0.0f;
            for (int j = 0; j < kPanel; ++j) {
                out[c * kPanel + j] = weights[c * kPanel + j] * scale;
                bias[j] += weights[c * kPanel + j] * shift;
            }
        }
    });
    image.panels = folded;
    image.destination.use_bias(biases);
    run_pixels(image, raw_sources(image.call, image.n, convolution.zeros()), pixels, 0, pixels.count());
}

}  // namespace

PartSources part_sources(const HostConvolution& convolution, const Sources& sources, int part) {
    if (convolution.shape.modulation == SIGE_MODULATION_SPLIT) return {{{part, 0}, {}}, 1};
    return {{{0, 0}, {1, sources.reader[0].channels() * static_cast<int64_t>(kPanel)}}, sources.count};
}

UnitGroups group_units(int32_t units, int32_t largest, int64_t pixel_tasks, int threads) {
    // Four tasks a thread even out their differences; with one thread there is nothing to even out.
    const int64_t wanted = threads == 1 ? 1 : 4 * static_cast<int64_t>(threads);
    int32_t size = std::min(units, largest);
    while (size > 1 && pixel_tasks * ((units + size - 1) / size) < wanted) size = (size + 1) / 2;
    return {size, (units + size - 1) / size};
}

void run_direct(const ImageCall& image) {
    const ConvolutionCall& call = image.call;
    const PixelRange pixels(call.active, Size{call.dst.h, call.dst.w});
    if (call.prologue.is_identity())
        return run_pixels(image, raw_sources(call, image.n, image.convolution.zeros()), pixels, 0,
                          pixels.count());
    if (prologue_folds(image, pixels.count())) return run_folded(image, pixels);
    PrologueRows rows(image.context, call, image.n, image.convolution.zeros());
    for (int64_t begin = 0; begin < pixels.count(); begin += kPrologueBlock) {
        const int64_t end = std::min(begin + kPrologueBlock, pixels.count());
        rows.clear();
        need_pixels(image.convolution.shape, pixels, begin, end, rows);
        run_pixels(image, rows.evaluate(), pixels, begin, end);
    }
}

}  // namespace sige::cpu
