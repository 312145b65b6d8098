// How many registers a kernel wants: what is live at its most crowded instruction, as its PTX has it. A
// driver's compiler moves instructions and may need fewer or some more.
#pragma once

#include <string>

namespace sige::test {

// In registers of 32 bits; predicates have their own. `kernel` is the text from an entry on.
int register_pressure(const std::string& kernel);

}  // namespace sige::test
