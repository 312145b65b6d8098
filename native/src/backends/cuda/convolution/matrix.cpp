// The forms on the matrix units: an implicit GEMM over operands of 16 bits. Those that do not lie in memory
// so, source pixels after the prologue and weights of another type, are rounded once before.
#include <algorithm>

#include "backends/cuda/convolution/cost.h"
#include "backends/cuda/convolution/forms.h"
#include "backends/cuda/convolution/run_args.h"
#include "backends/cuda/operators/views.h"

namespace sige::cuda {
namespace {

// The kernels for one type of factors.
struct Family {
    sige_dtype factors;
    Kernel small, large;  // tiles of 64 x 64 and 128 x 128
    Kernel round_source;
    Kernel weights_f32, weights_f16, weights_bf16;
};
constexpr Family kFloat16{SIGE_DTYPE_F16,
                          Kernel::matrix_f16_64,
                          Kernel::matrix_f16_128,
                          Kernel::round_source_f16,
                          Kernel::round_weights_f16_f32,
                          Kernel::round_weights_f16_f16,
                          Kernel::round_weights_f16_bf16};
constexpr Family kBfloat16{SIGE_DTYPE_BF16,
                           Kernel::matrix_bf16_64,
                           Kernel::matrix_bf16_128,
                           Kernel::round_source_bf16,
                           Kernel::round_weights_bf16_f32,
                           Kernel::round_weights_bf16_f16,
                           Kernel::round_weights_bf16_bf16};

// The tiles of matrix.cu.
struct Row {
    GemmTile tile;
    unsigned shared_bytes;
    Kernel Family::*kernel;
};
// A multiprocessor's matrix units do 512 multiply-adds a cycle; a tile's reads from shared memory leave some.
constexpr Row kRows[] = {
    {{64, 64, kMatrixDepth, 128, 280}, matrix_tile_bytes(64, 64, 4), &Family::small},
    {{128, 128, kMatrixDepth, 256, 380}, matrix_tile_bytes(128, 128, 3), &Family::large},
};

int64_t padded(int32_t channels) {
    return (static_cast<int64_t>(channels) + kMatrixDepth - 1) / kMatrixDepth * kMatrixDepth;
}

// Whether the kernels can read a source as it lies, eight channels at once.
bool lies_ready(const Family& family, const ConvolutionCall& call, const Tensor& tensor) {
    constexpr int kOfCopy = 8;
    const bool is_aligned = tensor.c % kOfCopy == 0 && tensor.pixel_stride % kOfCopy == 0 &&
                            reinterpret_cast<uintptr_t>(pointer<void>(tensor)) % (kOfCopy * 2) == 0;
    return tensor.dtype == family.factors && call.prologue.is_identity() && is_aligned;
}

// Weights of the family's factors, packed or kept; null where there are none.
DevicePointer ready_weights(const Family& family, const CudaConvolution& c) {
    return c.panels().dtype() == family.factors ? c.weights() : c.rounded(family.factors);
}

// How the operands of a call are laid out: which lie ready, and the others' values.
struct Layout {
    Layout(const Family& family, const CudaConvolution& c, const ConvolutionCall& call, bool assumes_kept)
        : is_split(c.shape.modulation == SIGE_MODULATION_SPLIT),
          padded_channels{padded(call.src.tensor.c), call.src2 ? padded(call.src2.tensor.c) : 0},
          is_ready{lies_ready(family, call, call.src.tensor), lies_ready(family, call, call.src2.tensor)},
          rounded_width((is_ready[0] ? 0 : padded_channels[0]) + (is_ready[1] ? 0 : padded_channels[1])),
          rounded_values(static_cast<int64_t>(call.src.tensor.n) * call.src.h() * call.src.w() *
                         rounded_width),
          has_ready_weights(assumes_kept || ready_weights(family, c) != 0),
          of_filter(is_split ? padded_channels[0] : padded_channels[0] + padded_channels[1]),
          rounded_weights(has_ready_weights ? 0
                                            : c.panels().count() * c.shape.taps() * of_filter * kPanelWidth) {
    }

    const bool is_split;
    const int64_t padded_channels[2];
    const bool is_ready[2];
    const int64_t rounded_width, rounded_values;
    const bool has_ready_weights;
    const int64_t of_filter, rounded_weights;
};

struct Choice {
    const Row* row;
    GemmPlan plan;
};
Choice choose(const Family& family, const Context& context, const CudaConvolution& c,
              const ConvolutionCall& call, bool assumes_kept) {
    const Layout layout(family, c, call, assumes_kept);
    const int steps = static_cast<int>(
        c.shape.taps() * (layout.padded_channels[0] + layout.padded_channels[1]) / kMatrixDepth);
    const bool reads_rounded = layout.has_ready_weights && c.panels().dtype() != family.factors;
    const uint64_t weight_bytes = reads_rounded ? c.rounded_bytes(family.factors) : c.panels().bytes();
    // What is rounded is written and read once more, a source pixel of a sparse run by all its neighbours.
    const double rounded =
        static_cast<double>(rows_of(call)) * static_cast<double>(layout.rounded_width) * 4 +
        static_cast<double>(layout.rounded_weights) * 4;
    Choice best{};
    for (const Row& row : kRows) {
        const GemmPlan plan =
            plan_gemm(context, row.tile, rows_of(call), static_cast<int>(c.panels().padded_channels()), steps,
                      bytes_of(weight_bytes, call) + rounded);
        if (best.row == nullptr || plan.cost < best.plan.cost) best = {&row, plan};
    }
    return best;
}

// Scratch of a run, one part behind the other.
class Parts final {
  public:
    uint64_t add(int64_t count, size_t size) {
        constexpr uint64_t kAlignment = 256;
        const uint64_t at = bytes_;
        bytes_ += (static_cast<uint64_t>(count) * size + kAlignment - 1) / kAlignment * kAlignment;
        return at;
    }
    uint64_t bytes() const { return bytes_; }

  private:
    uint64_t bytes_ = 0;
};

MatrixSource as_it_lies(const SourceArgs& src) {
    return {reinterpret_cast<const unsigned short*>(src.held.base),
            src.held.image_stride,
            src.held.pixel_stride,
            src.w,
            src.up,
            src.down,
            src.c};
}

// Pixels of the picture as the filters see it.
MatrixSource as_rounded(const ConvolutionArgs& run, const unsigned short* base, int64_t width,
                        int64_t channels) {
    return {
        base, static_cast<int64_t>(run.h) * run.w * width, width, run.w, 0, 0, static_cast<int>(channels)};
}

// Rounds what does not lie ready: each source by itself, which becomes the only one of a run, with its part
// of the prologue.
void prepare_sources(CudaQueue& queue, const Family& family, const Layout& layout, unsigned short* dst,
                     MatrixArgs& matrix) {
    RoundSourceArgs args{};
    args.run = matrix.run;
    args.run.sources = 1;
    args.width = static_cast<int>(layout.rounded_width);
    for (int i = 0; i < matrix.run.sources; ++i) {
        const SourceArgs& src = matrix.run.src[i];
        const int64_t channels = layout.padded_channels[i];
        matrix.source[i] = layout.is_ready[i] ? as_it_lies(src)
                                              : as_rounded(matrix.run, dst, layout.rounded_width, channels);
        if (layout.is_ready[i]) continue;
        args.run.src[0] = src;
        args.dst = dst;
        args.padded = static_cast<int>(channels);
        queue.launch_pixel_layers(family.round_source, args, args.run.grid, args.padded, 4,
                                  matrix.run.kernel * matrix.run.kernel);
        if (args.run.prologue.scale != nullptr) args.run.prologue.scale += src.c;
        if (args.run.prologue.shift != nullptr) args.run.prologue.shift += src.c;
        dst += channels;
    }
}

// Of each panel and tap so many channels of a first source and, unless filters read one alone, of a second.
void round_weights(CudaQueue& queue, const Family& family, const CudaConvolution& c, const int (&channels)[2],
                   const int (&padded)[2], unsigned short* dst) {
    RoundWeightsArgs args{};
    args.src = pointer<const void>(c.weights());
    args.dst = dst;
    args.panels = static_cast<int>(c.panels().count());
    args.taps = c.shape.taps();
    args.ic = c.shape.ic;
    for (int i = 0; i < 2; ++i) {
        args.c[i] = channels[i];
        args.padded[i] = padded[i];
    }
    const int64_t rows = static_cast<int64_t>(args.panels) * args.taps * (padded[0] + padded[1]);
    LaunchShape shape;
    shape.x = static_cast<unsigned>(std::clamp<int64_t>(2 * rows / 256, 1, 2048));
    queue.launch(for_weights(c.panels().dtype(), family.weights_f32, family.weights_f16, family.weights_bf16),
                 shape, args);
}

// Rounded in the layout of the packed ones, without padding.
Block rounded_weights(CudaQueue& queue, const Family& family, const CudaConvolution& c) {
    Block weights = queue.runtime()->block(c.rounded_bytes(family.factors));
    const int channels[2] = {c.shape.ic, 0};
    round_weights(queue, family, c, channels, channels, pointer<unsigned short>(weights.address()));
    return weights;
}

void prepare_weights(CudaQueue& queue, const Family& family, const CudaConvolution& c, const Layout& layout,
                     unsigned short* rounded, MatrixArgs& matrix) {
    const int channels[2] = {matrix.run.src[0].c, matrix.run.src[1].c};
    if (layout.has_ready_weights) {
        matrix.weights = pointer<const unsigned short>(ready_weights(family, c));
        matrix.weight_ic = c.shape.ic;
        for (int i = 0; i < 2; ++i) matrix.weight_channels[i] = channels[i];
        return;
    }
    // With SPLIT each part's filters read one source.
    const int of_filters[2] = {channels[0], layout.is_split ? 0 : channels[1]};
    const int padded[2] = {matrix.padded[0], layout.is_split ? 0 : matrix.padded[1]};
    round_weights(queue, family, c, of_filters, padded, rounded);
    matrix.weights = rounded;
    matrix.weight_ic = static_cast<int>(layout.of_filter);
    for (int i = 0; i < 2; ++i) matrix.weight_channels[i] = matrix.padded[i];
}

void run(const Family& family, CudaQueue& queue, const CudaConvolution& c, const ConvolutionCall& call) {
    const int64_t rows = rows_of(call);
    if (rows == 0) return;
    const auto [row, plan] = choose(family, queue.runtime()->context(), c, call, false);
    const Layout layout(family, c, call, false);
    Parts parts;
    const uint64_t source = parts.add(layout.rounded_values, 2),
                   weights = parts.add(layout.rounded_weights, 2);
    const uint64_t partial =
        parts.add(plan.splits > 1 ? rows * plan.splits * c.panels().padded_channels() : 0, sizeof(float));
    const DevicePointer scratch = queue.scratch(parts.bytes());
    MatrixArgs args{};
    args.run = convolution_args(queue, c, call);
    args.run.splits = plan.splits;
    args.run.partial = pointer<float>(scratch + partial);
    for (int i = 0; i < 2; ++i) args.padded[i] = static_cast<int>(layout.padded_channels[i]);
    prepare_sources(queue, family, layout, pointer<unsigned short>(scratch + source), args);
    prepare_weights(queue, family, c, layout, pointer<unsigned short>(scratch + weights), args);
    LaunchShape shape;
    shape.x = static_cast<unsigned>(plan.row_tiles);
    shape.y = static_cast<unsigned>(plan.column_tiles);
    shape.z = static_cast<unsigned>(plan.splits);
    shape.threads = static_cast<unsigned>(row->tile.threads);
    shape.shared_bytes = row->shared_bytes;
    queue.launch(family.*row->kernel, shape, args);
    if (plan.splits > 1) queue.launch_pixels(Kernel::convolution_finish, args.run, call.dst.c);
}

const char* refuse(const ConvolutionShape& shape, const ConvolutionCall* call) {
    if (shape.depthwise) return "the filters are depthwise";
    if (call != nullptr && call->reads_labels()) return "the source is a label map";
    return nullptr;
}

const char* refuse_bfloat16(const ConvolutionShape& shape, const ConvolutionCall* call) {
    if (const char* reason = refuse(shape, call)) return reason;
    const bool is_wanted = call == nullptr || call->precision == SIGE_PRECISION_BF16;
    return is_wanted ? nullptr : "products are not wanted in bfloat16";
}

const char* refuse_float16(const ConvolutionShape& shape, const ConvolutionCall* call) {
    if (const char* reason = refuse(shape, call)) return reason;
    const bool is_wanted = call == nullptr || call->precision == SIGE_PRECISION_F16;
    return is_wanted ? nullptr : "products are not wanted in float16";
}

double cost_float16(const Context& context, const CudaConvolution& c, const ConvolutionCall& call,
                    bool assumes_kept) {
    return choose(kFloat16, context, c, call, assumes_kept).plan.cost;
}

double cost_bfloat16(const Context& context, const CudaConvolution& c, const ConvolutionCall& call,
                     bool assumes_kept) {
    return choose(kBfloat16, context, c, call, assumes_kept).plan.cost;
}

void run_float16(CudaQueue& queue, const CudaConvolution& c, const ConvolutionCall& call) {
    run(kFloat16, queue, c, call);
}

Block round_to_float16(CudaQueue& queue, const CudaConvolution& c) {
    return rounded_weights(queue, kFloat16, c);
}

void run_bfloat16(CudaQueue& queue, const CudaConvolution& c, const ConvolutionCall& call) {
    run(kBfloat16, queue, c, call);
}

Block round_to_bfloat16(CudaQueue& queue, const CudaConvolution& c) {
    return rounded_weights(queue, kBfloat16, c);
}

}  // namespace

ConvolutionForm float16_form() {
    return {"float16", refuse_float16, cost_float16, run_float16, kFloat16.factors, round_to_float16};
}

ConvolutionForm bfloat16_form() {
    return {"bfloat16", refuse_bfloat16, cost_bfloat16, run_bfloat16, kBfloat16.factors, round_to_bfloat16};
}

}  // namespace sige::cuda
