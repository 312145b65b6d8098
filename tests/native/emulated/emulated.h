// Kernels of instruction sets that a processor may lack, compiled from the same source against functions that
// do what the instructions would, see emulated.cmake. Each instruction set registers its rows; tests find
// them by name.
#pragma once

#include <any>

#include "sige/sige.h"

namespace sige::test {

struct EmulatedRow {
    const char* name;  // of the row that it stands in for
    sige_isa needs;    // what the emulation is compiled for
    std::any (*kernel)();
};

// Adds a row to the list.
struct EmulatedRegistration {
    explicit EmulatedRegistration(const EmulatedRow& row);
};

// The emulation of a row, or null where there is none that this processor can run.
const EmulatedRow* find_emulated(const char* name);
// How many rows have one.
int emulated_count();

// Makes emulations run in place of rows that this processor has too.
void prefer_emulated();
bool prefers_emulated();

}  // namespace sige::test
