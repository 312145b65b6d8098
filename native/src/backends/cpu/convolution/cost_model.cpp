// Which algorithm is cheapest: counted multiplications and bytes, in processor cycles of one thread. Nothing
// here depends on timing or on the thread count, so a plan is the same wherever a tile's cycles are.
#include "backends/cpu/convolution/algorithms.h"

namespace sige::cpu {
namespace {

// How much of a tile's rate is reached: the rest is loop and cache. Weights that are not held are multiplied
// in shorter slices.
constexpr double kHeldRate = 0.9, kFreshRate = 0.8;
// Weights that are read once come from memory at some six bytes a cycle for a core.
constexpr double kBytesPerCycle = 6.0;
// Transforms of one tile and eight channels: counted operations, half of them memory.
constexpr double kInputCycles2 = 40, kInputCycles4 = 110;
constexpr double kOutputCycles2 = 35, kOutputCycles4 = 100;
// Weights that are not held are transformed once for each pass over some tiles.
constexpr double kWeightCycles2 = 35, kWeightCycles4 = 90;
constexpr int64_t kTilesAPass = 36;
// Addresses, epilogue and scatter of one pixel and panel.
constexpr double kPixelCycles = 12;

// Cycles that `count` rows take for a value of one panel; fewer than four rows cannot hide the latency of
// their multiply-adds.
double cycles_of(const GemmTile& tile, int64_t count) {
    return static_cast<double>(std::max<int64_t>(count, 4)) * tile.cycles / (tile.rows * tile.panels);
}

double direct_cost(const HostConvolution& c, const GemmTile& tile, int64_t pixels) {
    const double values = static_cast<double>(c.shape.taps()) * c.shape.ic * c.panels();
    const double products = cycles_of(tile, pixels) * values / kHeldRate;
    const double bytes = values * kPanel * sizeof(float);
    return std::max(products, bytes / kBytesPerCycle) +
           static_cast<double>(pixels) * c.panels() * kPixelCycles;
}

double winograd_cost(const HostConvolution& c, const GemmTile& tile, int64_t tiles, int side, int32_t width,
                     bool held) {
    const double values = static_cast<double>(winograd_products(side)) * c.shape.ic * c.panels();
    const double filters = static_cast<double>(c.shape.ic) * c.panels();
    const double products = cycles_of(tile, tiles) * values / (held ? kHeldRate : kFreshRate);
    const double bytes = (held ? values : filters * c.shape.taps()) * kPanel * sizeof(float);
    const double passes = held ? 0 : static_cast<double>((tiles + kTilesAPass - 1) / kTilesAPass);
    const double weights = passes * filters * 2 * (side == 2 ? kWeightCycles2 : kWeightCycles4);
    const double input = (width + 7) / 8 * (side == 2 ? kInputCycles2 : kInputCycles4);
    const double output =
        c.panels() * (2 * (side == 2 ? kOutputCycles2 : kOutputCycles4) + side * side * kPixelCycles);
    return std::max(products + weights, bytes / kBytesPerCycle) +
           static_cast<double>(tiles) * (input + output);
}

int64_t tile_count(const ConvolutionCall& call, int side) {
    if (call.active != nullptr) return static_cast<int64_t>(call.active->tiles(side).size());
    return ((static_cast<int64_t>(call.dst.h) + side - 1) / side) *
           ((static_cast<int64_t>(call.dst.w) + side - 1) / side);
}

sige_algorithm fixed_algorithm(const HostConvolution& c, const ConvolutionCall& call) {
    if (c.shape.depthwise) return SIGE_ALGORITHM_DEPTHWISE;
    return call.reads_labels() ? SIGE_ALGORITHM_LABELS : SIGE_ALGORITHM_AUTO;
}

// A count that shapes without buffers may drive past 64 bits.
int64_t saturated(double count) {
    constexpr double kLimit = 9223372036854774784.0;  // the largest float64 below 2^63
    return count > kLimit ? INT64_MAX : static_cast<int64_t>(count);
}

// Multiply-adds in direct arithmetic. A SPLIT modulation reads ic channels per filter from its own source.
int64_t macs_of(const ConvolutionShape& s, int64_t pixels, int32_t images) {
    return saturated(static_cast<double>(images) * static_cast<double>(pixels) * s.taps() * s.oc *
                     (s.depthwise ? 1 : s.ic));
}

int64_t bytes_of(const HostConvolution& c, uint64_t weights, int64_t pixels, int32_t images) {
    return saturated(static_cast<double>(weights) +
                     static_cast<double>(images) * static_cast<double>(pixels) * sizeof(float) *
                         (static_cast<double>(c.shape.ic) + c.shape.dst_channels()));
}

}  // namespace

sige_convolution_plan plan_convolution(const HostConvolution& c, const GemmTile& tile,
                                       const ConvolutionCall& call, bool assume_held) {
    const int32_t width = call.src.tensor.c + call.src2.tensor.c;
    const int64_t pixels = PixelRange(call.active, Size{call.dst.h, call.dst.w}).count();
    sige_convolution_plan plan{};
    plan.pixels = pixels;
    plan.macs = macs_of(c.shape, pixels, call.dst.n);
    plan.direct_cost = plan.winograd_2_cost = plan.winograd_4_cost = -1;
    plan.algorithm = fixed_algorithm(c, call);
    const sige_convolution_info info = c.info();
    uint64_t weights = info.direct_bytes;
    if (plan.algorithm == SIGE_ALGORITHM_AUTO) {
        plan.direct_cost = direct_cost(c, tile, pixels) * call.dst.n;
        plan.algorithm = SIGE_ALGORITHM_DIRECT;
        double cheapest = plan.direct_cost;
        const auto consider = [&](int side, sige_algorithm algorithm, uint64_t bytes, double& cost) {
            if (!c.shape.winograd_applies()) return;
            const bool held = assume_held || c.holds(side);
            cost = winograd_cost(c, tile, tile_count(call, side), side, width, held) * call.dst.n;
            if (cost >= cheapest) return;
            cheapest = cost;
            plan.algorithm = algorithm;
            weights = held ? bytes : info.direct_bytes;
        };
        consider(2, SIGE_ALGORITHM_WINOGRAD_2, info.winograd_2_bytes, plan.winograd_2_cost);
        consider(4, SIGE_ALGORITHM_WINOGRAD_4, info.winograd_4_bytes, plan.winograd_4_cost);
    }
    plan.bytes = bytes_of(c, weights, pixels, call.dst.n);
    return plan;
}

}  // namespace sige::cpu
