#include "backends/cuda/convolution/cost.h"

#include <algorithm>

#include "backends/cuda/convolution/run_args.h"

namespace sige::cuda {
namespace {

constexpr double kCyclesPerMicrosecond = 1700;
constexpr double kBytesPerMicrosecond = 800e3;
constexpr double kLaunch = 3;  // microseconds until a kernel runs

}  // namespace

double bytes_of(const CudaConvolution& c, const ConvolutionCall& call) {
    return static_cast<double>(c.info().weight_bytes) +
           static_cast<double>(rows_of(call)) * sizeof(float) *
               (static_cast<double>(c.shape.ic) + c.shape.dst_channels());
}

double bytes_cost(const CudaConvolution& c, const ConvolutionCall& call) {
    return bytes_of(c, call) / kBytesPerMicrosecond;
}

double thread_cost(const Context& context, double values, double macs) {
    constexpr double kMacsPerCycle = 16;  // of a multiprocessor, loads included
    return kLaunch + values * macs / (kMacsPerCycle * context.multiprocessors() * kCyclesPerMicrosecond);
}

GemmPlan plan_gemm(const Context& context, const GemmTile& tile, int64_t rows, int columns, int steps,
                   double bytes) {
    constexpr int kFewestSteps = 8;  // of a piece: fewer do not pay for adding up
    constexpr int kMostSplits = 32;
    GemmPlan plan{};
    plan.row_tiles = (rows + tile.rows - 1) / tile.rows;
    plan.column_tiles = (columns + tile.columns - 1) / tile.columns;
    plan.steps = steps;
    const double blocks = static_cast<double>(plan.row_tiles) * plan.column_tiles;
    const double slots = static_cast<double>(context.multiprocessors()) * tile.blocks_per_multiprocessor;
    plan.splits =
        static_cast<int>(std::clamp(slots / std::max(blocks, 1.0), 1.0,
                                    static_cast<double>(std::clamp(steps / kFewestSteps, 1, kMostSplits))));
    // A device that is not full runs at the pace of its blocks.
    const double busy = std::min(blocks * plan.splits / context.multiprocessors(), 1.0);
    const double macs = blocks * tile.rows * tile.columns * tile.depth * steps;
    const double products = macs / (tile.macs_per_cycle * std::max(busy, 1e-9) * context.multiprocessors());
    const double partial = plan.splits > 1 ? 2.0 * plan.splits * static_cast<double>(rows) * columns * 4 : 0;
    // Also what overlaps takes a little: more of anything never costs less.
    const double moved = (bytes + partial) / kBytesPerMicrosecond,
                 multiplied = products / kCyclesPerMicrosecond;
    plan.cost = (plan.splits > 1 ? 2 : 1) * kLaunch * 0.01 + std::max(moved, multiplied) +
                0.01 * std::min(moved, multiplied);
    return plan;
}

}  // namespace sige::cuda
