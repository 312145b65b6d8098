// Runs the blocks of a launch on the processors of the host.
#pragma once

#include "cuda/ptx/machine/warp.h"

namespace sige::ptx {

// Throws the fault of the lowest block that has one, whatever the order in which blocks ran.
void run(const Launch& launch, GlobalMemory& memory, const Options& options);

}  // namespace sige::ptx
