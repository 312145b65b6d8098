// Multiply-adds a cycle that mma.sync gets of a multiprocessor's matrix units, sums in float32.
#pragma once

#include "backends/cuda/device/context.h"

namespace sige::cuda {

// Of factors in float16 or bfloat16, and in TF32.
double half_macs(const Context& context);
double tf32_macs(const Context& context);

}  // namespace sige::cuda
