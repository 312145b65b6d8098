// The tiles of the direct convolution, and which of them a run takes.
#pragma once

#include "backends/metal/convolution/call.h"

namespace sige::metal {

// A row of the table: what a group computes, and how near it comes to the GPU's peak.
struct Tile {
    int32_t rows, columns;
    double share;
    WeightKernels kernels;
};

// A run in tiles: along rows, columns, and slices of the sums.
struct Tiling {
    const Tile* tile;
    int32_t rows, columns, slices;
    double cost;  // as Form::cost
};
Tiling choose_tiling(const MetalConvolution& convolution, const ConvolutionCall& call);

}  // namespace sige::metal
