/** Which convolutions keep weights of which forms: what a session does before its first run. */
#pragma once

#include <vector>

#include "model/operators.h"
#include "session/masks.h"

namespace sige::bench {

/**
 * Keeps, within a network's budget, the weights that save most estimated time for their bytes, as
 * managed/Sige's KeptFormPlanner does.
 * @return How many bytes they take.
 */
uint64_t keep_forms(const Memory& memory, const std::vector<Operator>& operators, Masks& masks);

}  // namespace sige::bench
