// The forms over operands in float32, implicit GEMMs: "direct" by the multiply-adds of threads, in the tile
// that the cost model takes of its table, and on the matrix units "3xTF32" and, over rounded factors, "TF32".
#include "backends/cuda/convolution/cost.h"
#include "backends/cuda/convolution/forms.h"
#include "backends/cuda/convolution/forms/float32_tiles.h"
#include "backends/cuda/convolution/rates.h"
#include "backends/cuda/convolution/run_args.h"
#include "backends/cuda/operators/views.h"
#include "backends/forms/refusals.h"

namespace sige::cuda {
namespace {

// A tile as its file has it, and the kernel for each type of weights.
struct Row {
    GemmTile tile;
    Kernel f32, f16, bf16;
};

// convolution.cu.
constexpr Row kDirectRows[] = {
    {{16, 64, 16, 64, 60},
     Kernel::convolution_f32_16,
     Kernel::convolution_f16_16,
     Kernel::convolution_bf16_16},
    {kThreadTile, Kernel::convolution_f32_64, Kernel::convolution_f16_64, Kernel::convolution_bf16_64},
};

// tf32.cu.
Row tf32_row(const Context& context) {
    return {tf32_tile(context), Kernel::tf32_f32, Kernel::tf32_f16, Kernel::tf32_bf16};
}

// tf32_rounded.cu: a step of 65536 multiply-adds moves 32 KB through shared memory, at 128 bytes a cycle 256
// cycles of a multiprocessor, which no product is taken to overlap with.
Row tf32_rounded_row(const Context& context) {
    return {{64, 64, 16, 256, 1 / (1 / tf32_macs(context) + 1.0 / 256)},
            Kernel::tf32_rounded_f32,
            Kernel::tf32_rounded_f16,
            Kernel::tf32_rounded_bf16};
}

int steps_of(const ConvolutionShape& s, const ConvolutionCall& call, int depth) {
    const auto of = [&](int c) { return (c + depth - 1) / depth; };
    return s.taps() * (of(call.src.tensor.c) + of(call.src2.tensor.c));
}

struct Choice {
    Row row;
    GemmPlan plan;
};
Choice plan(const Context& context, const CudaConvolution& c, const ConvolutionCall& call, const Row& row) {
    return {row, plan_gemm(context, row.tile, rows_of(call), static_cast<int>(c.panels().padded_channels()),
                           steps_of(c.shape, call, row.tile.depth), bytes_of(c.panels().bytes(), call))};
}
Choice choose_direct(const Context& context, const CudaConvolution& c, const ConvolutionCall& call) {
    const Choice small = plan(context, c, call, kDirectRows[0]),
                 large = plan(context, c, call, kDirectRows[1]);
    return large.plan.cost < small.plan.cost ? large : small;
}
Choice choose_tf32(const Context& context, const CudaConvolution& c, const ConvolutionCall& call) {
    return plan(context, c, call, tf32_row(context));
}
Choice choose_tf32_rounded(const Context& context, const CudaConvolution& c, const ConvolutionCall& call) {
    return plan(context, c, call, tf32_rounded_row(context));
}

using Choose = Choice (*)(const Context&, const CudaConvolution&, const ConvolutionCall&);

template <Choose kChoose>
void run(CudaQueue& queue, const CudaConvolution& c, const ConvolutionCall& call) {
    const int64_t rows = rows_of(call);
    if (rows == 0) return;
    ConvolutionArgs args = convolution_args(queue, c, call);
    const auto [row, plan] = kChoose(queue.runtime()->context(), c, call);
    args.splits = plan.splits;
    if (args.splits > 1)
        args.partial = pointer<float>(queue.scratch(
            static_cast<uint64_t>(rows * args.splits * c.panels().padded_channels()) * sizeof(float)));
    LaunchShape shape;
    shape.x = static_cast<unsigned>(plan.row_tiles);
    shape.y = static_cast<unsigned>(plan.column_tiles);
    shape.z = static_cast<unsigned>(plan.splits);
    shape.threads = static_cast<unsigned>(row.tile.threads);
    queue.launch(for_weights(c.panels().dtype(), row.f32, row.f16, row.bf16), shape, args);
    if (args.splits > 1) queue.launch_pixels(Kernel::convolution_finish, args, call.dst.c);
}

template <Choose kChoose>
double cost(const Context& context, const CudaConvolution& c, const ConvolutionCall& call, bool) {
    return kChoose(context, c, call).plan.cost;
}

}  // namespace

ConvolutionForm direct_form() {
    return {"direct", refuse_unless_dense, cost<choose_direct>, run<choose_direct>};
}

ConvolutionForm tf32_form() {
    return {"3xTF32", refuse_unless_dense, cost<choose_tf32>, run<choose_tf32>};
}

ConvolutionForm tf32_rounded_form() {
    return {"TF32", refuse_unless_tf32, cost<choose_tf32_rounded>, run<choose_tf32_rounded>};
}

}  // namespace sige::cuda
