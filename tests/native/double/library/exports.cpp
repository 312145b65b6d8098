// What the library adds to the interface for the tests that load it in place of the engine.
#include "double/counters.h"
#include "double/library/allocations.h"
#include "sige/sige.h"

using namespace sige::counting;

extern "C" {

// Uploads, their bytes, synchronisations, and operators that have run, since the last reset.
SIGE_API void sige_double_counts(uint64_t counts[4]);
SIGE_API void sige_double_reset(void);
// Blocks that the library, its own device or the CPU's, has asked the heap for; UINT64_MAX where that cannot
// be counted.
SIGE_API uint64_t sige_double_allocations(void);

void sige_double_counts(uint64_t counts[4]) {
    counts[0] = counters.uploads;
    counts[1] = counters.uploaded_bytes;
    counts[2] = counters.synchronisations;
    counts[3] = counters.operators;
}

void sige_double_reset(void) {
    counters.reset();
}

uint64_t sige_double_allocations(void) {
    return allocations();
}

}  // extern "C"
