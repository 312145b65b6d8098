/** What machines can do at most: the roofs that predictions lie under. */
#pragma once

#include <cstdint>
#include <string>

#include "sige/sige.h"

namespace sige::bench {

/** A machine's roofs, and what of them the engine's kernels are taken to reach. */
struct Machine {
    const char* name;
    /** Floating-point operations a second of products with float32 sums: in float32, in TF32, in 16 bits. */
    double flops32, flops_tf32, flops16;
    /** Bytes a second from memory. */
    double bandwidth;
    /** Seconds from one kernel's end to the next one's start. */
    double launch;
    /** Multiprocessors; a kernel of fewer blocks leaves the others idle. */
    int32_t units;
    /** Whether its backend has Winograd's F(4x4, 3x3) in float32. */
    bool transforms;
    /** Shares of the roofs that large products, and streams of memory, reach. */
    double compute_share, memory_share;
};

/** A machine of the table; throws with the names that there are. */
const Machine& find_machine(const std::string& name);

}  // namespace sige::bench
