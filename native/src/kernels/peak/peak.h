// The roof: multiply-adds that never leave the registers.
#pragma once

#include <cstdint>

#include "kernels/isa.h"

namespace sige {

// Runs `rounds` rounds and returns how many floating-point operations that were; `sink` keeps the work from
// being dropped.
using PeakFunction = int64_t (*)(int64_t rounds, float* sink);

SIGE_DECLARE_KERNELS(int64_t peak_f32(int64_t rounds, float* sink);)

}  // namespace sige
