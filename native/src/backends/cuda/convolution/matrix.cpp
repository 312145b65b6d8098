// The forms on the matrix units: operands are rounded to 16 bits once, source pixels after the prologue and
// weights, where they are not kept; then an implicit GEMM takes them.
#include <algorithm>

#include "backends/cuda/convolution/cost.h"
#include "backends/cuda/convolution/forms.h"
#include "backends/cuda/convolution/run_args.h"
#include "backends/cuda/operators/views.h"

namespace sige::cuda {
namespace {

// The kernels for one type of factors.
struct Family {
    Kernel small, large;  // tiles of 64 x 64 and 128 x 128
    Kernel round_source;
    Kernel weights_f32, weights_f16, weights_bf16;
};
constexpr Family kFloat16{Kernel::matrix_f16_64,         Kernel::matrix_f16_128,
                          Kernel::round_source_f16,      Kernel::round_weights_f16_f32,
                          Kernel::round_weights_f16_f16, Kernel::round_weights_f16_bf16};
constexpr Family kBfloat16{Kernel::matrix_bf16_64,         Kernel::matrix_bf16_128,
                           Kernel::round_source_bf16,      Kernel::round_weights_bf16_f32,
                           Kernel::round_weights_bf16_f16, Kernel::round_weights_bf16_bf16};

// The tiles of matrix.cu, and what they take of shared memory: stages of operands, or the sums in the end.
constexpr int kPad = 8;
constexpr unsigned tile_bytes(int rows, int columns, int stages) {
    const int operands = stages * 2 * (rows * (kMatrixDepth + kPad) + kMatrixDepth * (columns + kPad));
    return static_cast<unsigned>(operands > rows * columns * 4 ? operands : rows * columns * 4);
}
struct Row {
    GemmTile tile;
    unsigned shared_bytes;
    Kernel Family::*kernel;
};
// A multiprocessor's matrix units do 512 multiply-adds a cycle; a tile's reads from shared memory leave some.
constexpr Row kRows[] = {
    {{64, 64, kMatrixDepth, 128, 280}, tile_bytes(64, 64, 4), &Family::small},
    {{128, 128, kMatrixDepth, 256, 380}, tile_bytes(128, 128, 3), &Family::large},
};

int64_t padded(int32_t channels) {
    return (static_cast<int64_t>(channels) + kMatrixDepth - 1) / kMatrixDepth * kMatrixDepth;
}

// How the operands of a call are laid out.
struct Layout {
    Layout(const CudaConvolution& c, const ConvolutionCall& call)
        : is_split(c.shape.modulation == SIGE_MODULATION_SPLIT),
          of_source{padded(call.src.tensor.c), call.src2 ? padded(call.src2.tensor.c) : 0},
          of_filter(is_split ? of_source[0] : of_source[0] + of_source[1]),
          source_values(static_cast<int64_t>(call.src.tensor.n) * call.src.h() * call.src.w() *
                        (of_source[0] + of_source[1])),
          weight_values(c.panels().count() * c.shape.taps() * of_filter * kPanelWidth) {}

    const bool is_split;
    const int64_t of_source[2];
    const int64_t of_filter;
    const int64_t source_values, weight_values;
};

struct Choice {
    const Row* row;
    GemmPlan plan;
};
Choice choose(const Context& context, const CudaConvolution& c, const ConvolutionCall& call) {
    const Layout layout(c, call);
    const int steps =
        static_cast<int>(c.shape.taps() * (layout.of_source[0] + layout.of_source[1]) / kMatrixDepth);
    // What is rounded is written and read once more, a source pixel of a sparse run by all its neighbours.
    const double rounded = static_cast<double>(rows_of(call)) *
                               static_cast<double>(layout.of_source[0] + layout.of_source[1]) * 4 +
                           static_cast<double>(layout.weight_values) * 4;
    Choice best{};
    for (const Row& row : kRows) {
        const GemmPlan plan =
            plan_gemm(context, row.tile, rows_of(call), static_cast<int>(c.panels().padded_channels()), steps,
                      bytes_of(c, call) + rounded);
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

// Each source by itself: it becomes the only one of a run, with its part of the prologue.
void round_sources(CudaQueue& queue, const Family& family, const ConvolutionArgs& run, const Layout& layout,
                   unsigned short* dst) {
    RoundSourceArgs args{};
    args.run = run;
    args.run.sources = 1;
    args.width = static_cast<int>(layout.of_source[0] + layout.of_source[1]);
    for (int i = 0; i < run.sources; ++i) {
        args.run.src[0] = run.src[i];
        args.dst = dst;
        args.padded = static_cast<int>(layout.of_source[i]);
        queue.launch_pixel_layers(family.round_source, args, args.run.grid, args.padded, 4,
                                  run.kernel * run.kernel);
        if (args.run.prologue.scale != nullptr) args.run.prologue.scale += run.src[i].c;
        if (args.run.prologue.shift != nullptr) args.run.prologue.shift += run.src[i].c;
        dst += layout.of_source[i];
    }
}

void round_weights(CudaQueue& queue, const Family& family, const CudaConvolution& c, const Layout& layout,
                   const ConvolutionArgs& run, unsigned short* dst) {
    RoundWeightsArgs args{};
    args.src = run.weights;
    args.dst = dst;
    args.panels = run.panels;
    args.taps = c.shape.taps();
    args.ic = c.shape.ic;
    // With SPLIT each part's filters read one source.
    const int sources = layout.is_split ? 1 : 2;
    for (int i = 0; i < sources; ++i) {
        args.c[i] = run.src[i].c;
        args.padded[i] = static_cast<int>(layout.of_source[i]);
    }
    LaunchShape shape;
    shape.x = static_cast<unsigned>(std::clamp<int64_t>(layout.weight_values / 8 / 256, 1, 2048));
    queue.launch(for_weights(c.panels().dtype(), family.weights_f32, family.weights_f16, family.weights_bf16),
                 shape, args);
}

void run(const Family& family, CudaQueue& queue, const CudaConvolution& c, const ConvolutionCall& call) {
    const int64_t rows = rows_of(call);
    if (rows == 0) return;
    const auto [row, plan] = choose(queue.runtime()->context(), c, call);
    const Layout layout(c, call);
    Parts parts;
    const uint64_t source = parts.add(layout.source_values, 2), weights = parts.add(layout.weight_values, 2);
    const uint64_t partial =
        parts.add(plan.splits > 1 ? rows * plan.splits * c.panels().padded_channels() : 0, sizeof(float));
    const DevicePointer scratch = queue.scratch(parts.bytes());
    MatrixArgs args{};
    args.run = convolution_args(queue, c, call);
    args.run.splits = plan.splits;
    args.run.partial = pointer<float>(scratch + partial);
    args.source = pointer<const unsigned short>(scratch + source);
    args.weights = pointer<const unsigned short>(scratch + weights);
    for (int i = 0; i < 2; ++i) args.padded[i] = static_cast<int>(layout.of_source[i]);
    args.padded_ic = static_cast<int>(layout.of_filter);
    round_sources(queue, family, args.run, layout, pointer<unsigned short>(scratch + source));
    round_weights(queue, family, c, layout, args.run, pointer<unsigned short>(scratch + weights));
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

double cost(const Context& context, const CudaConvolution& c, const ConvolutionCall& call) {
    return choose(context, c, call).plan.cost;
}

void run_float16(CudaQueue& queue, const CudaConvolution& c, const ConvolutionCall& call) {
    run(kFloat16, queue, c, call);
}

void run_bfloat16(CudaQueue& queue, const CudaConvolution& c, const ConvolutionCall& call) {
    run(kBfloat16, queue, c, call);
}

}  // namespace

ConvolutionForm float16_form() {
    return {"float16", refuse_float16, cost, run_float16};
}

ConvolutionForm bfloat16_form() {
    return {"bfloat16", refuse_bfloat16, cost, run_bfloat16};
}

}  // namespace sige::cuda
