// The tiles of 64 x 64 sums that products in float32 are made in.
#pragma once

#include "backends/cuda/convolution/cost.h"
#include "backends/cuda/convolution/rates.h"

namespace sige::cuda {

// thread_product.h: a multiprocessor has 128 lanes, of which loads leave some two thirds.
constexpr GemmTile kThreadTile{64, 64, 16, 256, 90};

// tf32_product.h: three products for one, of which loads and the splitting of factors leave some 60%.
inline GemmTile tf32_tile(const Context& context) {
    return {64, 64, 16, 256, tf32_macs(context) / 3 * 0.6};
}

}  // namespace sige::cuda
