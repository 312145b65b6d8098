// The tables of active sets as kernels read them.
#pragma once

#include "backends/metal/parameters.h"
#include "backends/metal/runtime/gpu.h"
#include "core/planning/active_set.h"

namespace sige::metal {

// The set's pixels, each a parameters::Place, brought up to date if need be. Null for no set.
Id places_of(const ActiveSet* set, Gpu& gpu);
// [h * w]: the rank of each pixel, or -1.
Id ranks_of(const ActiveSet& set, Gpu& gpu);

}  // namespace sige::metal
