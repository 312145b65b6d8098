// The tiles of the direct convolution, with factors of either type, and which of them a run takes.
#pragma once

#include "backends/metal/convolution/call.h"

namespace sige::metal {

// The types of the factors; sums are float32.
enum class Factors { kFloat32, kFloat16 };

// A tile with factors of one type: how near it comes to the GPU's peak.
struct TileKernels {
    double share;
    WeightKernels kernels;
};

// A row of the table: what a group computes.
struct Tile {
    int32_t rows, columns;
    TileKernels float32, float16;

    const TileKernels& with(Factors factors) const {
        return factors == Factors::kFloat16 ? float16 : float32;
    }
};

// A run in tiles: along rows, columns, and slices of the sums.
struct Tiling {
    const Tile* tile;
    int32_t rows, columns, slices;
    double cost;  // as Form::cost
};
Tiling choose_tiling(Factors factors, const PanelWeights& weights, const MetalConvolution& convolution,
                     const ConvolutionCall& call);

}  // namespace sige::metal
