// Copies from global to shared memory that run while their thread goes on (PTX ISA, cp.async).
#pragma once

#include "backends/cuda/kernels/device/arithmetic/matrix.h"

namespace sige::cuda {

// 16 bytes; zeros where there is no source.
SIGE_DEVICE void copy_async(void* shared, const void* global, bool has_source) {
    const unsigned bytes = has_source ? 16 : 0;
    asm volatile("cp.async.cg.shared.global [%0], [%1], 16, %2;"
                 :
                 : "r"(shared_address(shared)), "l"(global), "r"(bytes)
                 : "memory");
}

// What was started since the last commit is one group.
SIGE_DEVICE void commit_copies() {
    asm volatile("cp.async.commit_group;" ::: "memory");
}

// Waits for all groups of this thread but the last `kNewest`.
template <int kNewest>
SIGE_DEVICE void wait_for_copies() {
    asm volatile("cp.async.wait_group %0;" ::"n"(kNewest) : "memory");
}

}  // namespace sige::cuda
