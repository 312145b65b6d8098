// The forms on the matrix units: an implicit GEMM over operands of 16 bits. Those that do not lie in memory
// so, source pixels after the prologue and weights of another type, are rounded once before.
#include "backends/cuda/convolution/cost.h"
#include "backends/cuda/convolution/forms.h"
#include "backends/cuda/convolution/forms/operands.h"
#include "backends/cuda/convolution/forms/scratch.h"
#include "backends/cuda/convolution/rates.h"
#include "backends/cuda/operators/views.h"
#include "backends/forms/refusals.h"

namespace sige::cuda {
namespace {

constexpr FactorKernels kFloat16{SIGE_DTYPE_F16,
                                 OwnWeights::kFloat16,
                                 Kernel::matrix_f16_64,
                                 Kernel::matrix_f16_128,
                                 Kernel::round_source_f16,
                                 Kernel::round_weights_f16_f32,
                                 Kernel::round_weights_f16_f16,
                                 Kernel::round_weights_f16_bf16};
constexpr FactorKernels kBfloat16{SIGE_DTYPE_BF16,
                                  OwnWeights::kBfloat16,
                                  Kernel::matrix_bf16_64,
                                  Kernel::matrix_bf16_128,
                                  Kernel::round_source_bf16,
                                  Kernel::round_weights_bf16_f32,
                                  Kernel::round_weights_bf16_f16,
                                  Kernel::round_weights_bf16_bf16};

// The tiles of matrix.cu; their multiply-adds a cycle are a share of the matrix units'.
struct Row {
    GemmTile tile;
    unsigned shared_bytes;
    Kernel FactorKernels::*kernel;
};
// What a tile's reads from shared memory leave.
constexpr Row kRows[] = {
    {{64, 64, kMatrixDepth, 128, 0.55}, matrix_tile_bytes(64, 64, 4), &FactorKernels::small},
    {{128, 128, kMatrixDepth, 256, 0.74}, matrix_tile_bytes(128, 128, 3), &FactorKernels::large},
};

struct Choice {
    const Row* row;
    GemmPlan plan;
};
Choice choose(const FactorKernels& family, const Context& context, const CudaConvolution& c,
              const ConvolutionCall& call, bool assumes_kept) {
    const OperandLayout layout(family, c, call, assumes_kept);
    const int steps = static_cast<int>(
        c.shape.taps() * (layout.padded_channels[0] + layout.padded_channels[1]) / kMatrixDepth);
    const bool reads_rounded = layout.has_ready_weights && c.panels().dtype() != family.factors;
    const uint64_t weight_bytes = reads_rounded ? rounded_bytes(family, c) : c.panels().bytes();
    // What is rounded is written and read once more, a source pixel of a sparse run by all its neighbours.
    const double rounded =
        static_cast<double>(rows_of(call)) * static_cast<double>(layout.rounded_width) * 4 +
        static_cast<double>(layout.rounded_weights) * 4;
    Choice best{};
    for (const Row& row : kRows) {
        GemmTile tile = row.tile;
        tile.macs_per_cycle *= half_macs(context);
        const GemmPlan plan =
            plan_gemm(context, tile, rows_of(call), static_cast<int>(c.panels().padded_channels()), steps,
                      bytes_of(weight_bytes, call) + rounded);
        if (best.row == nullptr || plan.cost < best.plan.cost) best = {&row, plan};
    }
    return best;
}

void run_family(const FactorKernels& family, CudaQueue& queue, const CudaConvolution& c,
                const ConvolutionCall& call) {
    const int64_t rows = rows_of(call);
    if (rows == 0) return;
    const auto [row, plan] = choose(family, queue.runtime()->context(), c, call, false);
    const OperandLayout layout(family, c, call, false);
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

template <const FactorKernels& kFamily>
double cost(const Context& context, const CudaConvolution& c, const ConvolutionCall& call,
            bool assumes_kept) {
    return choose(kFamily, context, c, call, assumes_kept).plan.cost;
}

template <const FactorKernels& kFamily>
void run(CudaQueue& queue, const CudaConvolution& c, const ConvolutionCall& call) {
    run_family(kFamily, queue, c, call);
}

template <const FactorKernels& kFamily>
uint64_t own_bytes(const CudaConvolution& c) {
    return rounded_bytes(kFamily, c);
}

template <const FactorKernels& kFamily>
Block make_own(CudaQueue& queue, const CudaConvolution& c) {
    return rounded_weights(queue, kFamily, c);
}

template <const FactorKernels& kFamily>
ConvolutionForm form(const char* name, decltype(ConvolutionForm::refuse) refuse) {
    return {name, refuse, cost<kFamily>, run<kFamily>, kFamily.own, own_bytes<kFamily>, make_own<kFamily>};
}

}  // namespace

ConvolutionForm float16_form() {
    return form<kFloat16>("float16", refuse_unless_float16);
}

ConvolutionForm bfloat16_form() {
    return form<kBfloat16>("bfloat16", refuse_unless_bfloat16);
}

}  // namespace sige::cuda
