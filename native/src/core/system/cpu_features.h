// What the processor can do.
#pragma once

#include <string>

#include "sige/sige.h"

namespace sige {

// The best instruction set that both the processor and this library have.
sige_isa best_isa();
// Whether kernels of an instruction set may run here.
bool has_isa(sige_isa isa);
// Whether a processor with an instruction set runs kernels of another one too: that or any below it.
bool includes_isa(sige_isa isa, sige_isa other);
const char* isa_name(sige_isa isa);
std::string processor_name();
int logical_processors();

}  // namespace sige
