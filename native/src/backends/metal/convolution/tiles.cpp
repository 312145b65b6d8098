#include "backends/metal/convolution/tiles.h"

#include <algorithm>

#include "backends/metal/convolution/cost.h"

namespace sige::metal {
namespace {

constexpr int32_t kDepth = 16;  // channels of a step, as the kernels'

// Few pixels are bound by the weights' bytes, and rows of a tile that is not full cost as much as others. A
// simdgroup multiplies two matrices for each that it loads in the largest tile, one in the next, and two for
// three in the smallest: the less it does, the more it gains where matrices of float16 load in half the time.
constexpr Tile kTiles[] = {
    {64,
     64,
     {0.6, {Kernel::direct_64x64_f32, Kernel::direct_64x64_f16, Kernel::direct_64x64_bf16}},
     {0.7, {Kernel::float16_64x64_f32, Kernel::float16_64x64_f16, Kernel::float16_64x64_bf16}}},
    {32,
     32,
     {0.4, {Kernel::direct_32x32_f32, Kernel::direct_32x32_f16, Kernel::direct_32x32_bf16}},
     {0.5, {Kernel::float16_32x32_f32, Kernel::float16_32x32_f16, Kernel::float16_32x32_bf16}}},
    {8,
     64,
     {0.3, {Kernel::direct_8x64_f32, Kernel::direct_8x64_f16, Kernel::direct_8x64_bf16}},
     {0.4, {Kernel::float16_8x64_f32, Kernel::float16_8x64_f16, Kernel::float16_8x64_bf16}}}};

int32_t pieces(int64_t total, int32_t piece) {
    return static_cast<int32_t>((total + piece - 1) / piece);
}

int32_t channels_of(const ConvolutionShape& s) {
    return s.modulation == SIGE_MODULATION_SPLIT ? 2 * s.ic : s.ic;
}

// Into how many slices sums are cut so that every core has groups to choose from.
int32_t slices_of(int64_t groups, int32_t steps) {
    constexpr int64_t kGroups = 4 * kCores;
    constexpr int32_t kFewestSteps = 8, kMostSlices = 16;
    const int64_t wanted = (kGroups + groups - 1) / std::max<int64_t>(groups, 1);
    return static_cast<int32_t>(
        std::clamp<int64_t>(std::min<int64_t>(wanted, steps / kFewestSteps), 1, kMostSlices));
}

Tiling tiling_of(Factors factors, const Tile& tile, const PanelWeights& weights,
                 const MetalConvolution& convolution, const ConvolutionCall& call) {
    const ConvolutionShape& s = convolution.shape;
    const int64_t rows = row_count(call), columns = convolution.panels().padded_channels();
    const int32_t steps = s.taps() * pieces(channels_of(s), kDepth);
    Tiling tiling{&tile, pieces(rows, tile.rows), pieces(columns, tile.columns), 1, 0};
    const int64_t groups = static_cast<int64_t>(tiling.rows) * tiling.columns;
    tiling.slices = slices_of(groups, steps);
    const double macs = static_cast<double>(groups) * tile.rows * tile.columns * steps * kDepth;
    const double busy = std::min(1.0, static_cast<double>(groups * tiling.slices) / (2 * kCores));
    const double partial =
        tiling.slices == 1 ? 0 : 2.0 * tiling.slices * static_cast<double>(rows * columns) * sizeof(float);
    tiling.cost = kLaunch * (tiling.slices == 1 ? 1 : 2) +
                  std::max(macs / (kMacsPerMicrosecond * tile.with(factors).share * busy),
                           read_cost(static_cast<double>(weights.bytes) + partial)) +
                  end_cost(rows, call);
    return tiling;
}

}  // namespace

Tiling choose_tiling(Factors factors, const PanelWeights& weights, const MetalConvolution& convolution,
                     const ConvolutionCall& call) {
    Tiling best{};
    for (const Tile& tile : kTiles) {
        const Tiling tiling = tiling_of(factors, tile, weights, convolution, call);
        if (best.tile == nullptr || tiling.cost < best.cost) best = tiling;
    }
    return best;
}

}  // namespace sige::metal
