#include "backends/cuda/convolution/cost.h"

#include <algorithm>

#include "backends/cuda/convolution/run_args.h"
#include "backends/forms/choice.h"

namespace sige::cuda {
namespace {

constexpr double kLaunch = 3;         // microseconds until a kernel runs
constexpr double kLaunchShare = 0.1;  // of a launch in a queue that is never empty

}  // namespace

double bytes_of(uint64_t weight_bytes, const ConvolutionCall& call) {
    return static_cast<double>(weight_bytes) + static_cast<double>(rows_of(call)) * pixel_bytes(call);
}

double bytes_cost(const Context& context, const CudaConvolution& c, const ConvolutionCall& call) {
    return bytes_of(c.panels().bytes(), call) / context.bytes_per_microsecond();
}

double move_cost(const Context& context, double bytes, int64_t launches) {
    return bytes / context.bytes_per_microsecond() + static_cast<double>(launches) * kLaunchShare;
}

double thread_cost(const Context& context, double values, double macs) {
    constexpr double kMacsPerCycle = 16;  // of a multiprocessor, loads included
    return kLaunch +
           values * macs / (kMacsPerCycle * context.multiprocessors() * context.cycles_per_microsecond());
}

namespace {

// Of a plan whose tiles are set, for so many sums that are each cut in so many pieces.
double cost_of(const Context& context, const GemmTile& tile, const GemmPlan& plan, double sums, int splits,
               double bytes) {
    const double blocks = static_cast<double>(plan.row_tiles) * plan.column_tiles;
    const double macs = blocks * tile.rows * tile.columns * tile.depth * plan.steps;
    // A device that is not full runs at the pace of its blocks.
    const double busy = std::clamp(blocks * splits / context.multiprocessors(), 1e-9, 1.0);
    const double cycles = macs / (tile.macs_per_cycle * busy * context.multiprocessors());
    const double partial = splits > 1 ? 2.0 * splits * sums * sizeof(float) : 0;
    const double multiplied = cycles / context.cycles_per_microsecond(),
                 moved = (bytes + partial) / context.bytes_per_microsecond();
    // What overlaps takes a little too: more of anything never costs less.
    return std::max(moved, multiplied) + 0.01 * std::min(moved, multiplied) +
           (splits > 1 ? 2 : 1) * kLaunchShare;
}

}  // namespace

GemmPlan plan_gemm(const Context& context, const GemmTile& tile, int64_t rows, int columns, int steps,
                   double bytes, int most_splits) {
    constexpr int kFewestSteps = 4;  // of a piece
    GemmPlan plan{};
    plan.row_tiles = (rows + tile.rows - 1) / tile.rows;
    plan.column_tiles = (columns + tile.columns - 1) / tile.columns;
    plan.steps = steps;
    for (int splits = 1; splits == 1 || (splits <= most_splits && steps / splits >= kFewestSteps);
         splits *= 2) {
        const double cost = cost_of(context, tile, plan, static_cast<double>(rows) * columns, splits, bytes);
        if (splits > 1 && cost >= plan.cost) continue;
        plan.splits = splits;
        plan.cost = cost;
    }
    return plan;
}

}  // namespace sige::cuda
