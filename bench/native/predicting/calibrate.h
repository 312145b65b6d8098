/** What this processor reaches: the roofs for its own predictions. */
#pragma once

#include <cstdint>
#include <map>

#include "model/memory.h"

namespace sige::bench {

/** The processor's roofs as they are here and now. */
struct Roofs {
    /** Floating-point operations a second of multiply-adds in registers. */
    double flops;
    /** Bytes a second of a stream that is read and written. */
    double bandwidth;
    /** Seconds that the cost model's unit takes, by the id of a form; forms that the sample refuses take as
     * long as the first. */
    std::map<int32_t, double> seconds_per_cost;

    double cost_seconds(int32_t form) const;
};

/** Measures them, with the threads of the engine's queue: bursts of multiply-adds, a stream, and one layer in
 * each form. */
Roofs calibrate(const Engine& engine);

}  // namespace sige::bench
