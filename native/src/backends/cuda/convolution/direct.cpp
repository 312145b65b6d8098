// The form "direct": an implicit GEMM in float32, by the tile that the cost model takes of its table.
#include "backends/cuda/convolution/cost.h"
#include "backends/cuda/convolution/forms.h"
#include "backends/cuda/convolution/run_args.h"
#include "backends/cuda/operators/views.h"

namespace sige::cuda {
namespace {

// A tile as its file has it, and the kernel for each type of weights.
struct Row {
    GemmTile tile;
    Kernel f32, f16, bf16;
};

// convolution.cu: a multiprocessor has 128 lanes, of which loads leave some two thirds.
constexpr Row kRows[] = {
    {{16, 64, 16, 64, 60},
     Kernel::convolution_f32_16,
     Kernel::convolution_f16_16,
     Kernel::convolution_bf16_16},
    {{64, 64, 16, 256, 90},
     Kernel::convolution_f32_64,
     Kernel::convolution_f16_64,
     Kernel::convolution_bf16_64},
};
int steps_of(const ConvolutionShape& s, const ConvolutionCall& call, int depth) {
    const auto of = [&](int c) { return (c + depth - 1) / depth; };
    return s.taps() * (of(call.src.tensor.c) + of(call.src2.tensor.c));
}

struct Choice {
    const Row* row;
    GemmPlan plan;
};
Choice choose(const Context& context, const CudaConvolution& c, const ConvolutionCall& call) {
    Choice best{};
    for (const Row& row : kRows) {
        const GemmPlan plan =
            plan_gemm(context, row.tile, rows_of(call), static_cast<int>(c.panels().padded_channels()),
                      steps_of(c.shape, call, row.tile.depth), bytes_of(c, call));
        if (best.row == nullptr || plan.cost < best.plan.cost) best = {&row, plan};
    }
    return best;
}

void run(CudaQueue& queue, const CudaConvolution& c, const ConvolutionCall& call) {
    const int64_t rows = rows_of(call);
    if (rows == 0) return;
    ConvolutionArgs args = convolution_args(queue, c, call);
    const auto [row, plan] = choose(queue.runtime()->context(), c, call);
    args.splits = plan.splits;
    if (args.splits > 1)
        args.partial = pointer<float>(queue.scratch(
            static_cast<uint64_t>(rows * args.splits * c.panels().padded_channels()) * sizeof(float)));
    LaunchShape shape;
    shape.x = static_cast<unsigned>(plan.row_tiles);
    shape.y = static_cast<unsigned>(plan.column_tiles);
    shape.z = static_cast<unsigned>(plan.splits);
    shape.threads = static_cast<unsigned>(row->tile.threads);
    queue.launch(for_weights(c.panels().dtype(), row->f32, row->f16, row->bf16), shape, args);
    if (args.splits > 1) queue.launch_pixels(Kernel::convolution_finish, args, call.dst.c);
}

double cost(const Context& context, const CudaConvolution& c, const ConvolutionCall& call) {
    return choose(context, c, call).plan.cost;
}

const char* refuse(const ConvolutionShape& shape, const ConvolutionCall* call) {
    if (shape.depthwise) return "the filters are depthwise";
    if (call != nullptr && call->reads_labels()) return "the source is a label map";
    return nullptr;
}

}  // namespace

ConvolutionForm direct_form() {
    return {"direct", refuse, cost, run};
}

}  // namespace sige::cuda
