// The queries of an attention's block of threads.
#pragma once

#include "backends/cuda/kernels/device/pixels.h"

namespace sige::cuda {

constexpr float kLowest = -3.402823466e38f;

// The place of a query of a launch, row by row; -1 past the last.
SIGE_DEVICE int query_place(const PixelGrid& grid, long long rank) {
    if (rank >= grid.count) return -1;
    if (grid.list == nullptr) return static_cast<int>(rank);
    return grid.list[rank].y * grid.w + grid.list[rank].x;
}

// How many keys some of the queries see. They are in ascending order: no key behind the last one's place.
template <int kCount>
SIGE_DEVICE int keys_seen(const AttentionArgs& a, const int (&places)[kCount]) {
    if (!a.is_causal) return a.keys;
    int last = 0;
    for (int i = 0; i < kCount; ++i) last = places[i] > last ? places[i] : last;
    return last + 1 < a.keys ? last + 1 : a.keys;
}

}  // namespace sige::cuda
